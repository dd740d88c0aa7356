package io.noria.serving.log;

import io.noria.serving.bundle.Bundle;
import io.noria.serving.scorer.RowBlock;
import org.jspecify.annotations.Nullable;

/**
 * One request's predictions on their way to the log. All arrays have an element for each row, and
 * none may change any more.
 *
 * @param deployment that answered
 * @param bundle the version, whose signature the values follow
 * @param rows what was asked
 * @param idHigh upper halves of the ids
 * @param idLow lower halves of the ids
 * @param eventMs when each was asked
 * @param recordedMs when they were answered
 * @param latencyNanos how long it took
 * @param keys the caller's; null when none was given
 * @param score of the positive class, of the predicted one of many, or the number
 * @param predicted 1 or 0, the class's place of many, or the number
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogEntry(
    String deployment,
    Bundle bundle,
    RowBlock rows,
    long[] idHigh,
    long[] idLow,
    long[] eventMs,
    long recordedMs,
    long latencyNanos,
    @Nullable String @Nullable [] keys,
    double[] score,
    double[] predicted) {
  /** How many predictions. */
  int size() {
    return idHigh.length;
  }

  /** The caller's key of the row, or null. */
  @Nullable String key(int row) {
    @Nullable String[] all = keys;
    return all == null ? null : all[row];
  }
}
