package io.noria.tracking;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A logged model to be created.
 *
 * @param experiment an active experiment
 * @param name null or empty for a generated one
 * @param run the run that logs it, or null
 * @param type the flavour; may be empty
 * @param params settings
 * @param tags labels
 */
public record NewLoggedModel(
    ExperimentId experiment,
    @Nullable String name,
    @Nullable RunId run,
    String type,
    Map<String, String> params,
    Map<String, String> tags) {
  /** Copies. */
  public NewLoggedModel {
    params = java.util.Collections.unmodifiableMap(new TreeMap<>(params));
    tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
