package io.noria.protocols.rest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.NoriaException;
import io.noria.traces.JsonText;
import io.noria.traces.Span;
import io.noria.traces.SpanEvent;
import io.noria.traces.SpanLink;
import io.noria.traces.SpanStatus;
import io.noria.tracking.Limits;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads spans from MLflow's JSON: as it writes them since version 3, and as it did before. */
final class SpanReader {
  private static final int ID = 8;
  private static final int TRACE_ID = 16;

  private SpanReader() {}

  static List<Span> read(JsonNode list) {
    List<Span> spans = new ArrayList<>();
    for (JsonNode one : list) {
      spans.add(one.has("context") ? old(one) : span(one));
    }
    return spans;
  }

  private static Span span(JsonNode one) {
    JsonNode end = one.path("end_time_unix_nano");
    return new Span(
        id(one.path("span_id").asText(""), ID),
        parent(one.path("parent_span_id")),
        one.path("name").asText(""),
        one.path("start_time_unix_nano").asLong(),
        end.isNumber() && end.longValue() > 0 ? (Long) end.longValue() : null,
        status(one.path("status").path("code").asText("")),
        one.path("status").path("message").asText(""),
        attributes(one.path("attributes")),
        events(one.path("events"), "time_unix_nano"),
        links(one.path("links")));
  }

  private static Span old(JsonNode one) {
    JsonNode end = one.path("end_time");
    return new Span(
        id(one.path("context").path("span_id").asText(""), ID),
        parent(one.path("parent_id")),
        one.path("name").asText(""),
        one.path("start_time").asLong(),
        end.isNumber() ? (Long) end.longValue() : null,
        status(one.path("status_code").asText("")),
        one.path("status_message").asText(""),
        attributes(one.path("attributes")),
        events(one.path("events"), "timestamp"),
        List.of());
  }

  private static @Nullable String parent(JsonNode id) {
    String text = id.isTextual() ? id.textValue() : "";
    return text.isEmpty() ? null : id(text, ID);
  }

  /** Hexadecimal digits with or without 0x, or base64, as hexadecimal digits. */
  private static String id(String text, int bytes) {
    String hex = text.startsWith("0x") ? text.substring(2) : text;
    boolean isHex =
        (hex.length() == bytes * 2 || text.startsWith("0x"))
            && hex.length() <= bytes * 2
            && hex.chars().allMatch(HexFormat::isHexDigit);
    if (isHex) {
      return "0".repeat(bytes * 2 - hex.length()) + hex.toLowerCase(java.util.Locale.ROOT);
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(text);
      if (decoded.length == bytes) {
        return HexFormat.of().formatHex(decoded);
      }
    } catch (IllegalArgumentException e) {
      throw wrong(text, bytes);
    }
    throw wrong(text, bytes);
  }

  private static NoriaException wrong(String text, int bytes) {
    return NoriaException.invalid(
        "span id: '" + Limits.shown(text) + "' (expected: " + bytes + " bytes in hex or base64)");
  }

  private static SpanStatus status(String code) {
    return switch (code) {
      case "STATUS_CODE_OK", "OK" -> SpanStatus.OK;
      case "STATUS_CODE_ERROR", "ERROR" -> SpanStatus.ERROR;
      default -> SpanStatus.UNSET;
    };
  }

  /** MLflow keeps values as JSON in texts; what is none is a text itself. */
  private static Map<String, String> attributes(JsonNode object) {
    Map<String, String> attributes = new LinkedHashMap<>();
    object
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          String text = value.isTextual() ? value.textValue() : null;
          attributes.put(
              field.getKey(),
              text == null ? value.toString() : isJson(text) ? text : JsonText.of(text));
        });
    return attributes;
  }

  private static boolean isJson(String text) {
    return text.strip().equals("null") || JsonText.value(text) != null;
  }

  private static Map<String, String> plain(JsonNode object) {
    Map<String, String> attributes = new LinkedHashMap<>();
    object
        .properties()
        .forEach(field -> attributes.put(field.getKey(), field.getValue().toString()));
    return attributes;
  }

  private static List<SpanEvent> events(JsonNode list, String time) {
    List<SpanEvent> events = new ArrayList<>();
    for (JsonNode one : list) {
      events.add(
          new SpanEvent(
              one.path("name").asText(""), one.path(time).asLong(), plain(one.path("attributes"))));
    }
    return events;
  }

  private static List<SpanLink> links(JsonNode list) {
    List<SpanLink> links = new ArrayList<>();
    for (JsonNode one : list) {
      String trace = one.path("trace_id").asText("").replaceFirst("^tr-", "");
      links.add(
          new SpanLink(
              id(trace, TRACE_ID),
              id(one.path("span_id").asText(""), ID),
              plain(one.path("attributes"))));
    }
    return links;
  }
}
