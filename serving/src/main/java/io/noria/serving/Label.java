package io.noria.serving;

import io.noria.base.NoriaException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came true, for one prediction: named by the prediction's id, or by deployment and key.
 *
 * @param predictionId the id; null when named by key
 * @param deployment whose key it is; null when named by id
 * @param key the caller's name for the question; null when named by id
 * @param value the target as the target column has it, as text: {@code 1}, {@code true}, {@code
 *     setosa}, {@code 12.5}
 * @param eventTime when it came true, in the data's time; null means now
 */
public record Label(
    @Nullable String predictionId,
    @Nullable String deployment,
    @Nullable String key,
    String value,
    @Nullable Instant eventTime) {
  /** Validates. */
  public Label {
    boolean byKey = deployment != null && key != null;
    if ((predictionId != null) == byKey) {
      throw NoriaException.invalid(
          "label: prediction_id "
              + predictionId
              + ", deployment "
              + deployment
              + ", key "
              + key
              + " (expected: a prediction_id, or a deployment and a key)");
    }
  }
}
