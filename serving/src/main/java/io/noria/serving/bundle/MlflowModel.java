package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.storage.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * MLflow's file {@code MLmodel} (docs, "MLflow Model Format"): which libraries can load the model,
 * and what it takes.
 *
 * @param flavors what each library is told, by the library's name, in the file's order
 * @param columns the signature's input columns; empty when it has none or takes tensors
 */
record MlflowModel(Map<String, Map<String, Object>> flavors, List<FeatureColumn> columns) {
  private static final int MOST_BYTES = 4 << 20;

  /** Reads the file. */
  static MlflowModel read(String name, byte[] yaml) {
    Object root;
    try {
      root =
          new Load(LoadSettings.builder().setCodePointLimit(MOST_BYTES).build())
              .loadFromString(new String(yaml, StandardCharsets.UTF_8));
    } catch (YamlEngineException e) {
      throw refused(name, String.valueOf(e.getMessage()));
    }
    if (!(root instanceof Map<?, ?> file) || !(file.get("flavors") instanceof Map<?, ?> all)) {
      throw refused(name, "no flavors");
    }
    Map<String, Map<String, Object>> flavors = new LinkedHashMap<>();
    all.forEach((flavor, settings) -> {
      if (settings instanceof Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
          if (value != null) {
            copy.put(String.valueOf(key), value);
          }
        });
        flavors.put(String.valueOf(flavor), copy);
      }
    });
    Object inputs = file.get("signature") instanceof Map<?, ?> s ? s.get("inputs") : null;
    return new MlflowModel(flavors, inputs instanceof String json ? columns(json) : List.of());
  }

  /** A column as the signature has it; of tensors other fields are given. */
  private record Column(@Nullable String name, @Nullable String type) {}

  private static List<FeatureColumn> columns(String json) {
    List<Column> given;
    try {
      given = Json.readList(json, Column.class);
    } catch (NoriaException e) {
      return List.of();
    }
    List<FeatureColumn> columns = new ArrayList<>();
    for (@Nullable Column column : given) {
      if (column == null) {
        return List.of();
      }
      FeatureColumn.Type type = column.type() == null ? null : type(column.type());
      if (column.name() == null || type == null) {
        return List.of();
      }
      columns.add(FeatureColumn.of(column.name(), type));
    }
    return columns;
  }

  private static FeatureColumn.@Nullable Type type(String type) {
    return switch (type) {
      case "double", "float" -> FeatureColumn.Type.DOUBLE;
      case "long", "integer" -> FeatureColumn.Type.LONG;
      case "boolean" -> FeatureColumn.Type.BOOLEAN;
      case "string", "datetime" -> FeatureColumn.Type.STRING;
      default -> null;
    };
  }

  /** Whether only Python can load it: none of its files is one that is evaluated here. */
  boolean needsPython(List<String> paths) {
    String file = file();
    boolean here =
        file != null && paths.contains(file) && file.matches(".*\\.(onnx|ubj|json|xgb|lgb|txt)");
    return !here && flavors.containsKey("python_function");
  }

  /** The file that a library other than Python's loads; null when none is named. */
  @Nullable String file() {
    for (String flavor : List.of("onnx", "xgboost", "lightgbm")) {
      Map<String, Object> settings = flavors.get(flavor);
      if (settings != null && settings.get("data") instanceof String data) {
        return data;
      }
    }
    return null;
  }

  private static NoriaException refused(String name, String why) {
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "model " + name + ": MLmodel: " + why + " (expected: as MLflow writes it)");
  }
}
