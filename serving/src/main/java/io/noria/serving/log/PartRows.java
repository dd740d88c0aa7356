package io.noria.serving.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request's rows in a part's own terms: models and texts as places in the part's lists. Arrays
 * may be longer than the rows; none may change.
 *
 * @param count how many rows
 * @param idHigh upper half of every row's id
 * @param idLow lower half of the first row's id; each row's is one more
 * @param eventMs one for all, or one a row
 * @param keys the caller's; null when none was given
 * @param repeats which rows ask again with a key that was there; null when none does
 * @param values row after row; a text is its place in the column's list, NaN is missing
 */
@SuppressWarnings("ArrayRecordComponent")
record PartRows(
    int count,
    int model,
    int version,
    long idHigh,
    long idLow,
    long[] eventMs,
    long recordedMs,
    long latencyNanos,
    @Nullable String @Nullable [] keys,
    boolean @Nullable [] repeats,
    double[] score,
    double[] predicted,
    double[] values) {
  long event(int row) {
    return eventMs[eventMs.length == 1 ? 0 : row];
  }

  long firstEvent() {
    return Arrays.stream(eventMs).min().orElse(Long.MAX_VALUE);
  }

  long lastEvent() {
    return Arrays.stream(eventMs).max().orElse(Long.MIN_VALUE);
  }
}
