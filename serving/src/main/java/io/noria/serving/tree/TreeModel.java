package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of trees (or, of XGBoost's linear booster, of weights) as its library saved it. Its
 * predictions are the library's own, bit for bit: rows are compared and leaves are added in the
 * precision and order of the library. Immutable and thread-safe.
 */
public final class TreeModel {
  /** Which library's file it is. */
  public enum Format {
    /** XGBoost's JSON or UBJSON. */
    XGBOOST,
    /** LightGBM's text. */
    LIGHTGBM
  }

  /** What the numbers of a prediction are. */
  public enum Predicted {
    /** The positive class's probability. */
    PROBABILITY,
    /** The probability of each class. */
    PROBABILITIES,
    /** A number, or one for each target or quantile. */
    NUMBER,
    /** The class itself, 0 or 1. */
    LABEL,
    /**
     * A sum that only its maker can read: a logit, or what an objective of one's own makes of it.
     */
    MARGIN
  }

  /** Turns the margins of one row, in place, into its prediction. */
  @FunctionalInterface
  interface Link {
    void apply(double[] numbers, int from, int count);
  }

  private final Format format;
  private final String objective;
  private final List<TreeFeature> features;
  private final Predicted predicted;
  private final Margins margins;
  private final Link link;

  TreeModel(
      Format format,
      String objective,
      List<TreeFeature> features,
      Predicted predicted,
      Margins margins,
      Link link) {
    this.format = format;
    this.objective = objective;
    this.features = List.copyOf(features);
    this.predicted = predicted;
    this.margins = margins;
    this.link = link;
  }

  /**
   * Reads a model; what it is shows in its first bytes: XGBoost's JSON or UBJSON (of 1.0 and later,
   * checked with 2.1 to 3.4), or LightGBM's text. The stream is closed.
   *
   * @throws NoriaException FAILED_PRECONDITION when the model is none of these or uses what is not
   *     evaluated here, DATA_LOSS when the bytes are damaged
   */
  public static TreeModel read(InputStream file) throws IOException {
    return ModelFormat.read(file);
  }

  /** As {@link #read(InputStream)}. */
  public static TreeModel read(byte[] file) {
    try {
      return read(new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.DATA_LOSS, "not a model of trees: " + e.getMessage(), e);
    }
  }

  /** Which library's file it is. */
  public Format format() {
    return format;
  }

  /** What was optimized in training, in the library's words; empty when the file does not say. */
  public String objective() {
    return objective;
  }

  /** The columns of a row, in their order. */
  public List<TreeFeature> features() {
    return features;
  }

  /** The columns' names; null when the file has none. */
  public @Nullable List<String> featureNames() {
    if (features.stream().anyMatch(feature -> feature.name() == null)) {
      return null;
    }
    return features.stream().map(feature -> String.valueOf(feature.name())).toList();
  }

  /** How many numbers a row's prediction has. */
  public int outputs() {
    return margins.outputs();
  }

  /** What the numbers of a prediction are. */
  public Predicted predicted() {
    return predicted;
  }

  /** How many classes there are; 0 when no class is predicted. */
  public int classes() {
    return switch (predicted) {
      case PROBABILITY, LABEL -> 2;
      case PROBABILITIES -> outputs();
      case NUMBER, MARGIN -> 0;
    };
  }

  /**
   * Predicts rows.
   *
   * @param rows the rows' features, row after row; NaN is missing, categories are their codes
   * @param from where the first row begins
   * @param count how many rows
   * @param out room for {@link #outputs} numbers for each row
   * @param at where the first number is written
   */
  public void predict(double[] rows, int from, int count, double[] out, int at) {
    margins(rows, from, count, out, at);
    link(count, out, at);
  }

  /** As {@link #predict(double[], int, int, double[], int)}. */
  public void predict(float[] rows, int from, int count, double[] out, int at) {
    margins(rows, from, count, out, at);
    link(count, out, at);
  }

  /** What the trees add up to, before it becomes a prediction; see {@link #predict}. */
  public void margins(double[] rows, int from, int count, double[] out, int at) {
    check(rows.length, from, count, out.length, at);
    margins.add(Rows.of(rows, from, features.size()), count, out, at);
  }

  /** As {@link #margins(double[], int, int, double[], int)}. */
  public void margins(float[] rows, int from, int count, double[] out, int at) {
    check(rows.length, from, count, out.length, at);
    margins.add(Rows.of(rows, from, features.size()), count, out, at);
  }

  private void link(int count, double[] out, int at) {
    int width = margins.outputs();
    for (int row = 0; row < count; row++) {
      link.apply(out, at + row * width, width);
    }
  }

  private void check(int numbers, int from, int count, int room, int at) {
    if (from < 0
        || count < 0
        || at < 0
        || from + (long) count * features.size() > numbers
        || at + (long) count * outputs() > room) {
      throw new IndexOutOfBoundsException(
          "%d rows of %d numbers from %d on do not lie in %d numbers, or their %d answers from %d on not in %d"
              .formatted(count, features.size(), from, numbers, outputs(), at, room));
    }
  }
}
