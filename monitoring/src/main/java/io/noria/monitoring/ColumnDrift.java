package io.noria.monitoring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a window against the reference.
 *
 * @param column the feature's name, or {@code score} for the prediction
 * @param numeric whether it was compared as numbers; otherwise as categories
 * @param psi population stability index; null when there were not enough values
 * @param ksStatistic Kolmogorov-Smirnov D; null for categories and too few values
 * @param ksP its two-sided p-value
 * @param chiSquare chi-square statistic of the categories; null for numbers; an infinite one (a
 *     category that the reference never saw) is null with {@code chiSquareP} 0
 * @param chiSquareP its p-value
 * @param referenceRows rows of the reference, nulls included
 * @param currentRows rows of the window, nulls included
 * @param referenceNulls nulls among the reference's rows
 * @param currentNulls nulls among the window's rows
 * @param edges n + 1 edges of n bins shared by both sides; empty for categories
 * @param categories the categories shared by both sides, most frequent of the reference first;
 *     empty for numbers
 * @param reference counts per bin or category
 * @param current counts per bin or category
 * @param test the watch's test; null when the column is not watched
 * @param value what the watch compared: the statistic, or the p-value
 * @param threshold what it was compared with
 * @param drifted whether the watch found it drifted
 */
public record ColumnDrift(
    String column,
    boolean numeric,
    @Nullable Double psi,
    @Nullable Double ksStatistic,
    @Nullable Double ksP,
    @Nullable Double chiSquare,
    @Nullable Double chiSquareP,
    long referenceRows,
    long currentRows,
    long referenceNulls,
    long currentNulls,
    List<Double> edges,
    List<String> categories,
    List<Long> reference,
    List<Long> current,
    @Nullable String test,
    @Nullable Double value,
    @Nullable Double threshold,
    boolean drifted) {
  /** Copies the lists. */
  public ColumnDrift {
    edges = List.copyOf(edges);
    categories = List.copyOf(categories);
    reference = List.copyOf(reference);
    current = List.copyOf(current);
  }
}
