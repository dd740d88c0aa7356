package io.noria.registry;

import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version to be registered.
 *
 * @param model an existing model's name
 * @param source where its files are: {@code runs:/RUN/PATH}, {@code models:/m-ID}, {@code
 *     models:/NAME/VERSION} (a copy), {@code mlflow-artifacts:/…}, or a URI of another scheme.
 *     Paths of this machine are refused
 * @param run the run that made it, or null
 * @param loggedModel the logged model, or null
 * @param description Markdown; may be empty
 * @param tags labels
 * @param eventTime the moment in the data's world it was made for; null when it has none
 */
public record NewModelVersion(
    String model,
    String source,
    @Nullable RunId run,
    @Nullable LoggedModelId loggedModel,
    String description,
    Map<String, String> tags,
    @Nullable Instant eventTime) {
  /** Copies. */
  public NewModelVersion {
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** A version whose files are a folder of the run's artifacts. */
  public static NewModelVersion ofRun(
      String model, RunId run, String path, @Nullable Instant eventTime) {
    return new NewModelVersion(
        model, "runs:/" + run + "/" + path, run, null, "", Map.of(), eventTime);
  }
}
