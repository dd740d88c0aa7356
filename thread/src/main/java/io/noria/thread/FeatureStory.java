package io.noria.thread;

import io.noria.registry.FeatureColumn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One feature of a prediction.
 *
 * @param name the raw column
 * @param type how its values are written
 * @param value as served; null is missing
 * @param added what it added to the answer; null when nothing is known of that
 * @param mark how the value stands to the training sample
 * @param note the mark in words
 * @param sample the feature in the training sample; null without one
 */
public record FeatureStory(
    String name,
    FeatureColumn.Type type,
    @Nullable Object value,
    @Nullable Added added,
    Mark mark,
    String note,
    @Nullable InSample sample) {
  /** How a value stands to the training sample. */
  public enum Mark {
    /** As many are. */
    USUAL,
    /** In less than one row of a hundred, or so far out. */
    RARE,
    /** Beyond the smallest or largest number. */
    OUTSIDE,
    /** Never seen in training. */
    NEW,
    /** Missing, as in some of the sample's rows. */
    MISSING,
    /** There is no sample. */
    UNKNOWN
  }

  /**
   * What a feature added.
   *
   * @param contribution to the margin of the class that was answered
   * @param standardError of an estimate; null when exact
   * @param runningMargin bias and contributions down to this feature
   * @param runningValue the running margin as a probability or number
   * @param change what this feature changed in the running value
   * @param byClass of many classes, what it added to each margin; empty otherwise
   */
  public record Added(
      double contribution,
      @Nullable Double standardError,
      double runningMargin,
      double runningValue,
      double change,
      Map<String, Double> byClass) {}

  /**
   * A feature in the training sample.
   *
   * @param rows how many rows the sample has
   * @param missing share of them without a value
   * @param numbers null for texts and booleans
   * @param categories null for numbers
   */
  public record InSample(
      int rows, double missing, @Nullable Numbers numbers, @Nullable Categories categories) {}

  /**
   * How numbers lie.
   *
   * @param quantile share of the values below the served one, ties counted half; null when missing
   * @param edges of the histogram, one more than counts
   * @param counts values between two edges
   */
  public record Numbers(
      @Nullable Double quantile,
      double mean,
      double median,
      double min,
      double p05,
      double p95,
      double max,
      List<Double> edges,
      List<Integer> counts) {
    /** Copies. */
    public Numbers {
      edges = List.copyOf(edges);
      counts = List.copyOf(counts);
    }
  }

  /**
   * How texts lie.
   *
   * @param share share of all rows that have the served one; null when missing
   * @param rank 1 for the most frequent; null when the sample does not have it
   * @param distinct how many different ones
   * @param top the most frequent
   */
  public record Categories(
      @Nullable Double share, @Nullable Integer rank, int distinct, List<Share> top) {
    /** Copies. */
    public Categories {
      top = List.copyOf(top);
    }
  }

  /** A category and its share of all rows. */
  public record Share(String value, double share) {}
}
