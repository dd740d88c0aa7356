package io.noria.dist.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A command line to paste that asks a deployment, with values of the types that it takes. */
final class CurlLine {
  /** More columns are given by their order, without names. */
  private static final int NAMED = 30;

  /** More elements are written by the shell. */
  private static final long WRITTEN = 64;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private CurlLine() {}

  /**
   * The line.
   *
   * @param url the server's
   * @param deployment as the REST API describes it in detail
   * @return empty when nothing is known of what it takes
   */
  static String of(String url, JsonNode deployment) {
    String name = deployment.path("name").asText();
    JsonNode columns = deployment.at("/signature/columns");
    if (!columns.isEmpty()) {
      return "curl -s %s/deployments/%s/predict -H 'Content-Type: application/json' -d %s"
          .formatted(url, name, quoted(JSON.objectNode().set("features", features(columns))));
    }
    JsonNode inputs = deployment.path("inputs");
    return inputs.isEmpty() ? "" : tensors(url + "/v2/models/" + name + "/infer", inputs);
  }

  private static JsonNode features(JsonNode columns) {
    ObjectNode named = JSON.objectNode();
    ArrayNode listed = JSON.arrayNode();
    for (JsonNode column : columns) {
      JsonNode value = value(column);
      named.set(column.path("name").asText(), value);
      listed.add(value);
    }
    return columns.size() > NAMED ? listed : named;
  }

  private static JsonNode value(JsonNode column) {
    return switch (column.path("type").asText()) {
      case "boolean" -> JSON.booleanNode(true);
      case "long" -> JSON.numberNode(1);
      case "string" -> JSON.textNode(column.at("/categories/0").asText("text"));
      default -> JSON.numberNode(0.5);
    };
  }

  private static String tensors(String url, JsonNode inputs) {
    ArrayNode sent = JSON.arrayNode();
    long elements = 0;
    for (JsonNode input : inputs) {
      ArrayNode shape = JSON.arrayNode();
      long size = 1;
      for (JsonNode dimension : input.path("shape")) {
        long one = Math.max(1, dimension.asLong());
        shape.add(one);
        size *= one;
      }
      elements += size;
      ArrayNode data = JSON.arrayNode();
      if (size <= WRITTEN) {
        for (long i = 0; i < size; i++) {
          data.add(element(input.path("datatype").asText()));
        }
      }
      ObjectNode one = JSON.objectNode();
      one.put("name", input.path("name").asText());
      one.set("shape", shape);
      one.put("datatype", input.path("datatype").asText());
      sent.add(one.set("data", data));
    }
    String line = "curl -s " + url + " -H 'Content-Type: application/json' -d ";
    if (elements <= WRITTEN) {
      return line + quoted(JSON.objectNode().set("inputs", sent));
    }
    // The data of one input at a time, so that no single argument is longer than a shell takes.
    StringBuilder parts = new StringBuilder("{ printf '{\"inputs\":['");
    for (int i = 0; i < sent.size(); i++) {
      String text = sent.get(i).toString();
      String head = (i == 0 ? "" : ",") + text.substring(0, text.length() - 2);
      parts.append("; printf %s ").append(quoted(head));
      if (sent.get(i).path("data").isEmpty()) {
        parts.append(repeated(sent.get(i)));
      }
      parts.append("; printf ']}'");
    }
    return parts.append("; printf ']}'; } | ").append(line).append("@-").toString();
  }

  /** The shell's own words for an array of one value over and over. */
  private static String repeated(JsonNode input) {
    long size = 1;
    for (JsonNode dimension : input.path("shape")) {
      size *= dimension.asLong();
    }
    String value = element(input.path("datatype").asText()).toString();
    return "; printf '%s'; printf ',%s%%.0s' $(seq %d)".formatted(value, value, size - 1);
  }

  private static JsonNode element(String datatype) {
    return switch (datatype) {
      case "BOOL" -> JSON.booleanNode(true);
      case "BYTES" -> JSON.textNode("text");
      case "FP16", "BF16", "FP32", "FP64" -> JSON.numberNode(0.5);
      default -> JSON.numberNode(1);
    };
  }

  /** The JSON as one word of a POSIX shell. */
  private static String quoted(JsonNode json) {
    return quoted(json.toString());
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
