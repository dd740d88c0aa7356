package io.noria.serving.log;

import io.noria.serving.bundle.Bundle;
import io.noria.serving.scorer.RowBlock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request's predictions on their way to the log. No array may change any more; those of scores
 * may be longer than the rows.
 *
 * @param deployment that answered
 * @param bundle the version, whose signature the values follow
 * @param rows what was asked
 * @param idHigh upper half of every row's id
 * @param idLow lower half of the first row's id; each row's is one more than that before it
 * @param eventMs when it was asked: one for all rows, or one a row
 * @param recordedMs when they were answered
 * @param latencyNanos how long it took
 * @param keys the caller's, a row each; null when none was given
 * @param score of the positive class, of the predicted one of many, or the number
 * @param predicted 1 or 0, the class's place of many, or the number
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogEntry(
    String deployment,
    Bundle bundle,
    RowBlock rows,
    long idHigh,
    long idLow,
    long[] eventMs,
    long recordedMs,
    long latencyNanos,
    @Nullable String @Nullable [] keys,
    double[] score,
    double[] predicted) {
  /** How many predictions. */
  public int size() {
    return rows.size();
  }

  /** The row's id. */
  public UUID id(int row) {
    return new UUID(idHigh, idLow + row);
  }
}
