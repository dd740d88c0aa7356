package io.noria.serving;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came true. A label may come late and be corrected: the one recorded last counts, the earlier
 * ones are kept. Thread-safe.
 */
public interface Labels {
  /**
   * Records a batch in one transaction. Those that name no logged prediction are not recorded but
   * reported.
   */
  Recorded record(List<Label> labels);

  /**
   * For each row what came true: 1 for the positive class and 0 for another, the class's place for
   * many classes, the number for a regression; NaN where no label has come.
   */
  default double[] join(PredictionRows rows) {
    return join(rows, Instant.MAX);
  }

  /**
   * {@link #join(PredictionRows)} with what was known at a moment of event time: later labels and
   * corrections are as if they had not come yet, so that a window says the same whenever it is
   * computed.
   */
  double[] join(PredictionRows rows, Instant asOf);

  /** All labels of one prediction, the one that counts first. */
  List<RecordedLabel> of(LoggedPrediction prediction);

  /** The newest event time of the deployment's labels; empty before the first. */
  Optional<Instant> watermark(String deployment);

  /**
   * What became of a batch.
   *
   * @param accepted how many were recorded
   * @param unmatched places in the batch of those that name no logged prediction
   */
  record Recorded(int accepted, List<Integer> unmatched) {}

  /**
   * A label as it is kept.
   *
   * @param value as text
   * @param eventTime when it came true
   * @param recordedAt when it was recorded
   * @param actor who sent it
   */
  record RecordedLabel(
      String value, @Nullable Instant eventTime, Instant recordedAt, String actor) {}
}
