package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * Spans as OpenTelemetry's JSON has them, in the form that MLflow keeps: attributes are JSON texts
 * by key, those of events and links plain values. Pure.
 */
final class SpanJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String REQUEST = "mlflow.traceRequestId";

  private SpanJson() {}

  static ObjectNode content(String trace, JsonNode span) {
    ObjectNode content = NODES.objectNode();
    content.set("trace_id", span.path("trace_id"));
    content.set("span_id", span.path("span_id"));
    content.set(
        "parent_span_id",
        span.path("parent_span_id").asText("").isEmpty()
            ? NODES.nullNode()
            : span.path("parent_span_id"));
    content.set("name", span.path("name"));
    content.set("start_time_unix_nano", whole(span.path("start_time_unix_nano")));
    content.set(
        "end_time_unix_nano",
        span.hasNonNull("end_time_unix_nano")
            ? whole(span.path("end_time_unix_nano"))
            : NODES.nullNode());
    ArrayNode events = content.putArray("events");
    for (JsonNode event : span.path("events")) {
      ObjectNode kept = events.addObject();
      kept.set("name", event.path("name"));
      kept.set("time_unix_nano", whole(event.path("time_unix_nano")));
      kept.set("attributes", plain(event.path("attributes")));
    }
    ObjectNode status = content.putObject("status");
    status.put("code", span.path("status").path("code").asText("STATUS_CODE_UNSET"));
    String message = span.path("status").path("message").asText("");
    if (!message.isEmpty() || span.path("status").path("code").asText().endsWith("ERROR")) {
      status.put("message", message);
    } else {
      status.put("message", "");
    }
    ObjectNode attributes = content.putObject("attributes");
    plain(span.path("attributes"))
        .properties()
        .forEach(attribute -> attributes.put(attribute.getKey(), attribute.getValue().toString()));
    attributes.put(REQUEST, NODES.textNode(trace).toString());
    ArrayNode links = content.putArray("links");
    for (JsonNode link : span.path("links")) {
      ObjectNode kept = links.addObject();
      kept.put("trace_id", "tr-" + hex(link.path("trace_id").asText()));
      kept.put("span_id", hex(link.path("span_id").asText()));
      ObjectNode values = plain(link.path("attributes"));
      kept.set("attributes", values.isEmpty() ? NODES.nullNode() : values);
    }
    return content;
  }

  /** An id's bytes as hexadecimal digits. */
  static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }

  private static JsonNode whole(JsonNode number) {
    return number.isTextual() ? NODES.numberNode(Long.parseLong(number.asText())) : number;
  }

  private static ObjectNode plain(JsonNode attributes) {
    ObjectNode values = NODES.objectNode();
    for (JsonNode attribute : attributes) {
      values.set(attribute.path("key").asText(), value(attribute.path("value")));
    }
    return values;
  }

  /** The value of an {@code AnyValue}. */
  private static JsonNode value(JsonNode any) {
    for (Map.Entry<String, JsonNode> field : any.properties()) {
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "int_value", "intValue" -> {
          return whole(value);
        }
        case "array_value", "arrayValue" -> {
          ArrayNode list = NODES.arrayNode();
          value.path("values").forEach(one -> list.add(value(one)));
          return list;
        }
        case "kvlist_value", "kvlistValue" -> {
          return plain(value.path("values"));
        }
        default -> {
          return value;
        }
      }
    }
    return NODES.nullNode();
  }
}
