package io.noria.serving.python;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The small YAML files beside a model. */
final class YamlFile {
  private static final int MOST_BYTES = 4 << 20;

  private YamlFile() {}

  /**
   * Reads a mapping.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is none, or longer than 4 MB
   */
  static Map<String, Object> read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw NoriaException.invalid(
          "%s: %d bytes (expected: at most %d)".formatted(file, Files.size(file), MOST_BYTES));
    }
    Object root;
    try {
      root =
          new Load(LoadSettings.builder().setCodePointLimit(MOST_BYTES).build())
              .loadFromString(Files.readString(file));
    } catch (YamlEngineException e) {
      throw NoriaException.invalid(file.getFileName() + ": " + e.getMessage());
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw NoriaException.invalid(
          file.getFileName() + ": no mapping (expected: names and values)");
    }
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((key, value) -> {
      if (value != null) {
        named.put(String.valueOf(key), value);
      }
    });
    return named;
  }
}
