package io.noria.serving.log;

import io.noria.registry.FeatureColumn;
import io.noria.storage.json.Json;
import java.util.List;

/**
 * The columns that all rows of a part have.
 *
 * @param deployment whose rows
 * @param features names and types; without dictionaries
 */
record PartSchema(String deployment, List<FeatureColumn> features) {
  PartSchema {
    features =
        features.stream().map(feature -> FeatureColumn.of(feature.name(), feature.type())).toList();
  }

  boolean text(int column) {
    return features.get(column).type() == FeatureColumn.Type.STRING;
  }

  /** Whether any column holds texts. */
  boolean texts() {
    return features.stream().anyMatch(feature -> feature.type() == FeatureColumn.Type.STRING);
  }

  int size() {
    return features.size();
  }

  String toJson() {
    return Json.write(this);
  }

  static PartSchema fromJson(String json) {
    return Json.read(json, PartSchema.class);
  }
}
