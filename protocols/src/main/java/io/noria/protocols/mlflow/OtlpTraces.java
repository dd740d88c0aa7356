package io.noria.protocols.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedInputStream;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.WireJson;
import io.noria.traces.JsonText;
import io.noria.traces.Span;
import io.noria.traces.SpanBatch;
import io.noria.traces.SpanConventions;
import io.noria.traces.SpanEvent;
import io.noria.traces.SpanLink;
import io.noria.traces.SpanStatus;
import io.noria.traces.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads OpenTelemetry's {@code ExportTraceServiceRequest} in protobuf and in JSON. A span without
 * the ids that it must have is left out and counted; the others are kept.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>
 */
final class OtlpTraces {
  private final Map<TraceId, List<Span>> spans = new LinkedHashMap<>();
  private final Map<TraceId, Map<String, String>> resources = new LinkedHashMap<>();
  private final OtlpBudget budget = new OtlpBudget();
  private int count;
  private int refused;
  private @Nullable String reason;

  private OtlpTraces() {}

  /** Reads protobuf. */
  static OtlpTraces protobuf(byte[] body) {
    OtlpTraces read = new OtlpTraces();
    CodedInputStream in = CodedInputStream.newInstance(body);
    try {
      OtlpValues.fields(
          in,
          (number, tag) -> {
            if (number == 1) {
              read.resource(in);
            } else {
              in.skipField(tag);
            }
          });
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "body: not an ExportTraceServiceRequest of OpenTelemetry (" + e.getMessage() + ")",
          e);
    }
    return read;
  }

  /** Reads OTLP's JSON, where ids are hexadecimal. */
  static OtlpTraces json(byte[] body) {
    OtlpTraces read = new OtlpTraces();
    JsonNode root = WireJson.tree(body);
    for (JsonNode resource : field(root, "resourceSpans", "resource_spans")) {
      read.budget.resource();
      Map<String, String> attributes =
          read.attributes(resource.path("resource").path("attributes"));
      Map<String, String> texts = texts(attributes);
      for (JsonNode scope : field(resource, "scopeSpans", "scope_spans")) {
        read.budget.scope();
        for (JsonNode span : scope.path("spans")) {
          read.budget.spans(read.count + 1);
          read.add(read.parts(span), texts);
        }
      }
    }
    return read;
  }

  /** The spans by trace. */
  List<SpanBatch> batches() {
    return spans.entrySet().stream()
        .map(e ->
            new SpanBatch(e.getKey(), e.getValue(), resources.getOrDefault(e.getKey(), Map.of())))
        .toList();
  }

  /** How many spans there were, those that are refused among them. */
  int count() {
    return count;
  }

  /** How many were refused. */
  int refused() {
    return refused;
  }

  /** Why the first of them was; empty when none was. */
  String reason() {
    return reason == null ? "" : reason;
  }

  /** A span's fields as they come. */
  private static final class Parts {
    private String trace = "";
    private String id = "";
    private String parent = "";
    private String name = "";
    private long start;
    private long end;
    private SpanStatus status = SpanStatus.UNSET;
    private String message = "";
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<SpanEvent> events = new ArrayList<>();
    private final List<SpanLink> links = new ArrayList<>();
  }

  private void resource(CodedInputStream in) throws IOException {
    budget.resource();
    Map<String, String> attributes = new LinkedHashMap<>();
    List<Parts> found = new ArrayList<>();
    OtlpValues.message(
        in,
        (number, tag) -> {
          switch (number) {
            case 1 -> attributes(in, attributes);
            case 2 -> scope(in, found);
            default -> in.skipField(tag);
          }
        });
    Map<String, String> texts = texts(attributes);
    found.forEach(parts -> add(parts, texts));
  }

  private static Map<String, String> texts(Map<String, String> attributes) {
    Map<String, String> texts = new LinkedHashMap<>();
    attributes.forEach((key, value) -> texts.put(key, JsonText.shown(value)));
    return Map.copyOf(texts);
  }

  private void attributes(CodedInputStream in, Map<String, String> attributes) throws IOException {
    OtlpValues.message(
        in,
        (number, tag) -> {
          if (number == 1) {
            OtlpValues.attribute(in, attributes, budget);
          } else {
            in.skipField(tag);
          }
        });
  }

  private void scope(CodedInputStream in, List<Parts> found) throws IOException {
    budget.scope();
    OtlpValues.message(
        in,
        (number, tag) -> {
          if (number == 2) {
            budget.spans(count + found.size() + 1);
            found.add(span(in));
          } else {
            in.skipField(tag);
          }
        });
  }

  private Parts span(CodedInputStream in) throws IOException {
    Parts parts = new Parts();
    OtlpValues.message(
        in,
        (number, tag) -> {
          switch (number) {
            case 1 -> parts.trace = hex(in);
            case 2 -> parts.id = hex(in);
            case 4 -> parts.parent = hex(in);
            case 5 -> parts.name = in.readString();
            case 7 -> parts.start = in.readFixed64();
            case 8 -> parts.end = in.readFixed64();
            case 9 -> OtlpValues.attribute(in, parts.attributes, budget);
            case 11 -> {
              budget.part("events", parts.events.size() + 1);
              parts.events.add(event(in));
            }
            case 13 -> {
              budget.part("links", parts.links.size() + 1);
              parts.links.add(link(in));
            }
            case 15 -> status(in, parts);
            default -> in.skipField(tag);
          }
        });
    return parts;
  }

  private static String hex(CodedInputStream in) throws IOException {
    return HexFormat.of().formatHex(in.readByteArray());
  }

  private static void status(CodedInputStream in, Parts parts) throws IOException {
    OtlpValues.message(
        in,
        (number, tag) -> {
          switch (number) {
            case 2 -> parts.message = in.readString();
            case 3 -> parts.status = status(in.readEnum());
            default -> in.skipField(tag);
          }
        });
  }

  private static SpanStatus status(int code) {
    return code == 1 ? SpanStatus.OK : code == 2 ? SpanStatus.ERROR : SpanStatus.UNSET;
  }

  private SpanEvent event(CodedInputStream in) throws IOException {
    long[] time = {0};
    String[] name = {""};
    Map<String, String> attributes = new LinkedHashMap<>();
    OtlpValues.message(
        in,
        (number, tag) -> {
          switch (number) {
            case 1 -> time[0] = in.readFixed64();
            case 2 -> name[0] = in.readString();
            case 3 -> OtlpValues.attribute(in, attributes, budget);
            default -> in.skipField(tag);
          }
        });
    return new SpanEvent(name[0], time[0], attributes);
  }

  private SpanLink link(CodedInputStream in) throws IOException {
    String[] ids = {"", ""};
    Map<String, String> attributes = new LinkedHashMap<>();
    OtlpValues.message(
        in,
        (number, tag) -> {
          switch (number) {
            case 1 -> ids[0] = hex(in);
            case 2 -> ids[1] = hex(in);
            case 4 -> OtlpValues.attribute(in, attributes, budget);
            default -> in.skipField(tag);
          }
        });
    return new SpanLink(ids[0], ids[1], attributes);
  }

  private void add(Parts parts, Map<String, String> resource) {
    count++;
    String wrong = wrong(parts);
    if (wrong != null) {
      refused++;
      reason = reason == null ? wrong : reason;
      return;
    }
    TraceId trace = TraceId.ofHex(parts.trace);
    Span span =
        new Span(
            parts.id,
            parts.parent.isEmpty() || isZero(parts.parent) ? null : parts.parent,
            parts.name,
            parts.start,
            parts.end == 0 ? null : parts.end,
            parts.status,
            parts.message,
            parts.attributes,
            parts.events,
            parts.links.stream().filter(link -> isId(link.trace(), 32)).toList());
    spans.computeIfAbsent(trace, t -> new ArrayList<>()).add(SpanConventions.read(trace, span));
    describe(trace, resource);
  }

  /** Traces share what they have in common: one resource usually has many of them. */
  private void describe(TraceId trace, Map<String, String> resource) {
    Map<String, String> there = resources.putIfAbsent(trace, resource);
    if (there == null) {
      budget.values(resource.size());
    } else if (there != resource && !there.entrySet().containsAll(resource.entrySet())) {
      Map<String, String> both = new LinkedHashMap<>(there);
      both.putAll(resource);
      budget.values(both.size());
      resources.put(trace, both);
    }
  }

  private static @Nullable String wrong(Parts parts) {
    if (!isId(parts.trace, 32)) {
      return "trace_id: '" + parts.trace + "' (expected: 16 bytes that are not all zero)";
    }
    if (!isId(parts.id, 16)) {
      return "span_id: '" + parts.id + "' (expected: 8 bytes that are not all zero)";
    }
    if (!parts.parent.isEmpty() && parts.parent.length() != 16) {
      return "parent_span_id: '" + parts.parent + "' (expected: 8 bytes)";
    }
    if (parts.start < 0 || parts.end < 0) {
      return "time: beyond the year 2262 (expected: nanoseconds since the epoch)";
    }
    return null;
  }

  private static boolean isId(String hex, int digits) {
    return hex.length() == digits
        && !isZero(hex)
        && hex.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
  }

  private static boolean isZero(String hex) {
    return hex.chars().allMatch(c -> c == '0');
  }

  // ---- JSON

  private static JsonNode field(JsonNode node, String camel, String snake) {
    return node.has(camel) ? node.path(camel) : node.path(snake);
  }

  private Parts parts(JsonNode node) {
    Parts parts = new Parts();
    parts.trace = id(node, "traceId", "trace_id");
    parts.id = id(node, "spanId", "span_id");
    parts.parent = id(node, "parentSpanId", "parent_span_id");
    parts.name = node.path("name").asText();
    parts.start = nanos(field(node, "startTimeUnixNano", "start_time_unix_nano"));
    parts.end = nanos(field(node, "endTimeUnixNano", "end_time_unix_nano"));
    parts.attributes.putAll(attributes(node.path("attributes")));
    JsonNode code = node.path("status").path("code");
    parts.status =
        switch (code.asText()) {
          case "STATUS_CODE_OK", "1" -> SpanStatus.OK;
          case "STATUS_CODE_ERROR", "2" -> SpanStatus.ERROR;
          default -> SpanStatus.UNSET;
        };
    parts.message = node.path("status").path("message").asText();
    for (JsonNode event : node.path("events")) {
      budget.part("events", parts.events.size() + 1);
      parts.events.add(
          new SpanEvent(
              event.path("name").asText(),
              nanos(field(event, "timeUnixNano", "time_unix_nano")),
              attributes(event.path("attributes"))));
    }
    for (JsonNode link : node.path("links")) {
      budget.part("links", parts.links.size() + 1);
      parts.links.add(
          new SpanLink(
              id(link, "traceId", "trace_id"),
              id(link, "spanId", "span_id"),
              attributes(link.path("attributes"))));
    }
    return parts;
  }

  private static String id(JsonNode node, String camel, String snake) {
    return field(node, camel, snake).asText().toLowerCase(java.util.Locale.ROOT);
  }

  private static long nanos(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return 0;
    }
    try {
      return Long.parseLong(node.asText());
    } catch (NumberFormatException e) {
      throw NoriaException.invalid("time: " + node + " (expected: nanoseconds since the epoch)");
    }
  }

  private Map<String, String> attributes(JsonNode list) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (JsonNode pair : list) {
      budget.attribute(attributes.size() + 1);
      attributes.put(
          pair.path("key").asText(), JsonText.of(OtlpValues.value(pair.path("value"), 0)));
    }
    return attributes;
  }
}
