package io.noria.serving;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Logged predictions of one deployment as columns, in the order of recording. Each question counts
 * once: of several with the same key the first answer is here, the repeats are not. The arrays are
 * shared: do not change them.
 *
 * @param deployment whose
 * @param features names of the raw columns
 * @param values for each feature its values over the rows
 * @param score positive class's probability; the predicted class's for many classes; the number of
 *     a regression
 * @param predicted 1 or 0 for the positive and the other class; the class's place for many classes;
 *     the number of a regression
 * @param version model version that answered
 * @param eventMs when it was asked, epoch milliseconds of the data's time
 * @param recordedMs when it was answered, epoch milliseconds of the server's clock
 * @param latencyNanos time in the model and around it, without the network
 * @param keys the caller's keys; null where none was given
 * @param idHigh upper halves of the prediction ids
 * @param idLow lower halves of the prediction ids
 */
@SuppressWarnings("ArrayRecordComponent")
public record PredictionRows(
    String deployment,
    List<String> features,
    List<Values> values,
    double[] score,
    double[] predicted,
    int[] version,
    long[] eventMs,
    long[] recordedMs,
    long[] latencyNanos,
    @Nullable String[] keys,
    long[] idHigh,
    long[] idLow) {
  /** How many rows. */
  public int size() {
    return score.length;
  }

  /** The row's prediction id. */
  public UUID id(int row) {
    return new UUID(idHigh[row], idLow[row]);
  }

  /** When the row was asked, in the data's time. */
  public Instant eventTime(int row) {
    return Instant.ofEpochMilli(eventMs[row]);
  }

  /**
   * The values of the feature.
   *
   * @throws IllegalArgumentException when there is no such feature
   */
  public Values values(String feature) {
    int at = features.indexOf(feature);
    if (at < 0) {
      throw new IllegalArgumentException(
          "feature: " + feature + " (expected: one of " + features + ")");
    }
    return values.get(at);
  }
}
