package io.noria.protocols.azureml;

import io.noria.protocols.tensors.TensorJson;
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
        columns.isEmpty()
            ? TensorJson.fields("type", "string")
            : TensorJson.fields("type", "string", "enum", columns);
    Map<String, Object> input =
        TensorJson.fields(
            "type",
            "object",
            "required",
            List.of("data"),
            "properties",
            TensorJson.fields(
                "columns", TensorJson.fields("type", "array", "items", strings),
                "index",
                    TensorJson.fields(
                        "type", "array", "items", TensorJson.fields("type", "integer")),
                "data",
                    TensorJson.fields(
                        "type",
                        "array",
                        "items",
                        TensorJson.fields("type", "array", "items", TensorJson.fields()))));
    Map<String, Object> body =
        TensorJson.fields(
            "name",
            "body",
            "in",
            "body",
            "required",
            true,
            "schema",
            TensorJson.fields(
                "type",
                "object",
                "required",
                List.of("input_data"),
                "properties",
                TensorJson.fields("input_data", input)));
    Map<String, Object> post =
        TensorJson.fields(
            "operationId",
            "score",
            "consumes",
            List.of("application/json"),
            "produces",
            List.of("application/json"),
            "parameters",
            List.of(body),
            "responses",
            TensorJson.fields(
                "200",
                TensorJson.fields(
                    "description",
                    "One prediction for each row",
                    "schema",
                    TensorJson.fields("type", "array", "items", TensorJson.fields()))));
    String base = prefix.replace("{deployment}", model.deployment());
    return TensorJson.fields(
        "swagger",
        "2.0",
        "info",
        TensorJson.fields(
            "title", model.deployment(), "version", Integer.toString(model.version())),
        "basePath",
        base.isEmpty() ? "/" : base,
        "paths",
        TensorJson.fields("/score", TensorJson.fields("post", post)));
  }
}
