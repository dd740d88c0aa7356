package io.noria.protocols.azureml;

import io.noria.registry.FeatureColumn;
import io.noria.serving.ServedModel;
import java.util.List;
import java.util.Map;

/** What {@code /score} takes, as Swagger 2. */
final class Swagger {
  private Swagger() {}

  static Map<String, Object> of(ServedModel model, String prefix) {
    List<String> columns = model.columns().stream().map(FeatureColumn::name).toList();
    Map<String, Object> strings =
        columns.isEmpty() ? Map.of("type", "string") : Map.of("type", "string", "enum", columns);
    Map<String, Object> input =
        Map.of(
            "type",
            "object",
            "required",
            List.of("data"),
            "properties",
            Map.of(
                "columns", Map.of("type", "array", "items", strings),
                "index", Map.of("type", "array", "items", Map.of("type", "integer")),
                "data",
                    Map.of("type", "array", "items", Map.of("type", "array", "items", Map.of()))));
    Map<String, Object> body =
        Map.of(
            "name",
            "body",
            "in",
            "body",
            "required",
            true,
            "schema",
            Map.of(
                "type",
                "object",
                "required",
                List.of("input_data"),
                "properties",
                Map.of("input_data", input)));
    Map<String, Object> post =
        Map.of(
            "operationId",
            "score",
            "consumes",
            List.of("application/json"),
            "produces",
            List.of("application/json"),
            "parameters",
            List.of(body),
            "responses",
            Map.of(
                "200",
                Map.of(
                    "description",
                    "One prediction for each row",
                    "schema",
                    Map.of("type", "array", "items", Map.of()))));
    String base = prefix.replace("{deployment}", model.deployment());
    return Map.of(
        "swagger",
        "2.0",
        "info",
        Map.of("title", model.deployment(), "version", Integer.toString(model.version())),
        "basePath",
        base.isEmpty() ? "/" : base,
        "paths",
        Map.of("/score", Map.of("post", post)));
  }
}
