package io.noria.tracking;

import io.noria.base.NoriaException;
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
  private static final String NOT_IN_NAMES = "/:.%\"'";

  /**
   * Validates and copies.
   *
   * @throws NoriaException INVALID_ARGUMENT when the name has one of {@code / : . % " '}
   */
  public NewLoggedModel {
    if (name != null && name.chars().anyMatch(c -> NOT_IN_NAMES.indexOf(c) >= 0)) {
      throw NoriaException.invalid(
          "model name: '"
              + Limits.shown(name)
              + "' (expected: none of the characters "
              + NOT_IN_NAMES
              + ")");
    }
    params = java.util.Collections.unmodifiableMap(new TreeMap<>(params));
    tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
