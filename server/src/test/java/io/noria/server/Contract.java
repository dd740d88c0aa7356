package io.noria.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares answers with the API's own document: fields, types, enumerations. */
final class Contract {
  private final JsonNode document;

  Contract(JsonNode document) {
    this.document = document;
  }

  /** What is wrong with the answer of the operation; empty when nothing is. */
  List<String> problems(String method, String path, JsonNode answer) {
    List<String> problems = new ArrayList<>();
    JsonNode schema =
        document
            .path("paths")
            .path(path)
            .path(method)
            .path("responses")
            .path("200")
            .path("content")
            .path("application/json")
            .path("schema");
    if (schema.isMissingNode()) {
      problems.add("no such operation: " + method + " " + path);
    }
    check(answer, schema, "$", problems);
    return problems;
  }

  private JsonNode resolve(JsonNode schema) {
    JsonNode at = schema;
    while (at.has("$ref")) {
      String ref = at.path("$ref").asText();
      at =
          document.path("components").path("schemas").path(ref.substring(ref.lastIndexOf('/') + 1));
    }
    return at;
  }

  private List<JsonNode> parts(JsonNode schema) {
    JsonNode resolved = resolve(schema);
    List<JsonNode> parts = new ArrayList<>();
    if (resolved.has("allOf")) {
      resolved.path("allOf").forEach(part -> parts.addAll(parts(part)));
    } else {
      parts.add(resolved);
    }
    return parts;
  }

  private void check(JsonNode value, JsonNode schema, String path, List<String> problems) {
    List<JsonNode> parts = parts(schema);
    Set<String> known = new LinkedHashSet<>();
    boolean open = false;
    for (JsonNode part : parts) {
      if (!fits(value, part)) {
        problems.add(path + ": " + value + " is not " + part.path("type") + part.path("enum"));
        return;
      }
      part.path("required")
          .forEach(name -> {
            if (value.isObject() && !value.has(name.asText())) {
              problems.add(path + "." + name.asText() + ": missing");
            }
          });
      part.path("properties")
          .properties()
          .forEach(property -> {
            known.add(property.getKey());
            if (value.has(property.getKey())) {
              check(
                  value.get(property.getKey()),
                  property.getValue(),
                  path + "." + property.getKey(),
                  problems);
            }
          });
      if (part.has("additionalProperties") || !part.has("properties")) {
        open = true;
        value
            .properties()
            .forEach(field ->
                check(
                    field.getValue(),
                    part.path("additionalProperties"),
                    path + "." + field.getKey(),
                    problems));
      }
      if (value.isArray()) {
        value.forEach(item -> check(item, part.path("items"), path + "[]", problems));
      }
    }
    if (value.isObject() && !open) {
      value
          .fieldNames()
          .forEachRemaining(name -> {
            if (!known.contains(name)) {
              problems.add(path + "." + name + ": not documented");
            }
          });
    }
  }

  private static boolean fits(JsonNode value, JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (is(value, one.asText())) {
          return true;
        }
      }
      return false;
    }
    boolean listed = !schema.has("enum");
    for (JsonNode one : schema.path("enum")) {
      listed |= one.equals(value);
    }
    return listed && (type.isMissingNode() || is(value, type.asText()));
  }

  private static boolean is(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> false;
    };
  }
}
