package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.importing.ForeignNames;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Traces with their spans, assessments, and the runs and prompts that they are linked to. */
final class TraceExport {
  private static final int PAGE = 100;
  private static final int WITH_SPANS = 10;
  private static final int LONGEST_MODEL = 500;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "mlflow.traceName";
  private static final String SESSION = "mlflow.trace.session";
  private static final String USAGE = "mlflow.trace.tokenUsage";
  private static final String COST = "mlflow.trace.cost";
  private static final String LOCATION = "mlflow.artifactLocation";
  private static final List<String> TOKENS =
      List.of(
          "input_tokens",
          "output_tokens",
          "total_tokens",
          "cache_read_input_tokens",
          "cache_creation_input_tokens",
          "cache_creation_input_tokens_above_1hr");
  private static final List<String> COSTS = List.of("input_cost", "output_cost", "total_cost");

  private final Reader reader;
  private final Rows rows;
  private final ArtifactCopy files;
  private final Report report;
  private long found;

  TraceExport(Reader reader, Rows rows, ArtifactCopy files, Report report) {
    this.reader = reader;
    this.rows = rows;
    this.files = files;
    this.report = report;
  }

  void write(JsonNode experiment) {
    String id = experiment.path("experiment_id").asText();
    Map<String, Object> location =
        Map.of("type", "MLFLOW_EXPERIMENT", "mlflow_experiment", Map.of("experiment_id", id));
    reader.postedPages(
        Reader.V3 + "traces/search",
        Map.of("locations", List.of(location), "max_results", PAGE),
        page -> page(experiment, page.path("traces")));
    if (found > 0) {
      rows.runsOf(id).forEach(run -> links(location, run));
    }
    report.add("traces", found);
  }

  private void page(JsonNode experiment, JsonNode traces) {
    List<JsonNode> infos = new ArrayList<>();
    traces.forEach(infos::add);
    for (int from = 0; from < infos.size(); from += WITH_SPANS) {
      List<JsonNode> some = infos.subList(from, Math.min(infos.size(), from + WITH_SPANS));
      Map<String, JsonNode> spans = new HashMap<>();
      String ids =
          some.stream()
              .map(info -> "trace_ids=" + Reader.q(info.path("trace_id").asText()))
              .collect(Collectors.joining("&"));
      for (JsonNode whole :
          reader.routes().get(Reader.V3 + "traces/batchGet?" + ids).path("traces")) {
        spans.put(whole.path("trace_info").path("trace_id").asText(), whole.path("spans"));
      }
      for (JsonNode info : some) {
        trace(
            experiment,
            info,
            spans.getOrDefault(info.path("trace_id").asText(), MissingNode.getInstance()));
        found++;
      }
    }
  }

  private void trace(JsonNode experiment, JsonNode info, JsonNode spans) {
    String id = info.path("trace_id").asText();
    long experimentId = experiment.path("experiment_id").asLong();
    long started = millis(info.path("request_time").asText());
    Map<String, String> tags = map(info.path("tags"));
    Map<String, String> metadata = map(info.path("trace_metadata"));
    Row row =
        Row.of("trace_info")
            .with("request_id", id)
            .with("experiment_id", experimentId)
            .with("timestamp_ms", started)
            .with("execution_time_ms", duration(info.path("execution_duration").asText("")))
            .with("status", info.path("state").asText("STATE_UNSPECIFIED"))
            .with("client_request_id", Reader.text(info, "client_request_id"))
            .with("request_preview", Reader.text(info, "request_preview"))
            .with("response_preview", Reader.text(info, "response_preview"))
            .with("trace_name", tags.remove(NAME))
            .with("session_id", metadata.remove(SESSION));
    columns(row, TOKENS, metadata.remove(USAGE), true);
    columns(row, COSTS, metadata.remove(COST), false);
    rows.put(row);
    String files = experiment.path("artifact_location").asText() + "/traces/" + id + "/artifacts";
    tags.putIfAbsent(LOCATION, files);
    if (!spans.isEmpty()) {
      tags.put("mlflow.trace.spansLocation", "TRACKING_STORE");
    }
    // Without it MLflow takes the figures above for a beginning that later spans add to.
    metadata.put("mlflow.trace.infoFinalized", "true");
    pairs("trace_tags", id, tags);
    pairs("trace_request_metadata", id, metadata);
    for (JsonNode span : spans) {
      span(id, experimentId, span);
    }
    for (JsonNode assessment : info.path("assessments")) {
      rows.put(AssessmentRow.of(id, experimentId, started, assessment));
      report.add("assessments", 1);
    }
    for (JsonNode prompt : tree(tags.get("mlflow.linkedPrompts"))) {
      link(
          id,
          "prompt_version",
          prompt.path("name").asText() + "/" + prompt.path("version").asText());
    }
    this.files.copy(tags.get(LOCATION));
  }

  private static void columns(Row row, List<String> columns, @Nullable String json, boolean whole) {
    JsonNode values = tree(json);
    for (String column : columns) {
      JsonNode value = values.path(column);
      boolean there = value.isNumber();
      row.with(column, !there ? null : whole ? (Object) value.asLong() : (Object) value.asDouble());
    }
  }

  private void pairs(String table, String trace, Map<String, String> pairs) {
    pairs.forEach((key, value) ->
        rows.put(Row.of(table).with("request_id", trace).with("key", key).with("value", value)));
  }

  private void span(String trace, long experiment, JsonNode span) {
    ObjectNode content = SpanJson.content(trace, span);
    JsonNode attributes = content.path("attributes");
    JsonNode cost = tree(text(attributes, "mlflow.llm.cost"));
    String parent = content.path("parent_span_id").asText("");
    String status = content.path("status").path("code").asText();
    Row row =
        Row.of("spans")
            .with("trace_id", trace)
            .with("experiment_id", experiment)
            .with("span_id", SpanJson.hex(content.path("span_id").asText()))
            .with(
                "parent_span_id",
                content.path("parent_span_id").isNull() ? null : SpanJson.hex(parent))
            .with("name", content.path("name").asText())
            .with("type", text(attributes, "mlflow.spanType"))
            .with("status", status.substring(status.lastIndexOf('_') + 1))
            .with("start_time_unix_nano", content.path("start_time_unix_nano").asLong())
            .with("end_time_unix_nano", Reader.number(content, "end_time_unix_nano"))
            .with("content", content.toString());
    for (String column : COSTS) {
      row.with(column, cost.path(column).isNumber() ? (Double) cost.path(column).asDouble() : null);
    }
    rows.put(
        row.with("model_name", bounded(text(attributes, "mlflow.llm.model")))
            .with("model_provider", bounded(text(attributes, "mlflow.llm.provider"))));
    report.add("spans", 1);
  }

  /** An attribute, which is JSON in a text, as a text. */
  private static @Nullable String text(JsonNode attributes, String key) {
    if (!attributes.has(key)) {
      return null;
    }
    JsonNode value = tree(attributes.path(key).asText());
    return value.isMissingNode() || value.isNull()
        ? null
        : value.isTextual() ? value.asText() : value.toString();
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null || text.length() <= LONGEST_MODEL ? text : text.substring(0, LONGEST_MODEL);
  }

  /** A trace may be linked to runs that did not make it: MLflow keeps that apart. */
  private void links(Map<String, Object> location, String run) {
    reader.posted(
        Reader.V3 + "traces/search",
        Map.of(
            "locations",
            List.of(location),
            "filter",
            "attributes.run_id = '" + run + "'",
            "max_results",
            PAGE),
        "traces",
        trace -> {
          if (!run.equals(trace.path("trace_metadata").path("mlflow.sourceRun").asText())) {
            link(trace.path("trace_id").asText(), "run", run);
          }
        });
  }

  private void link(String trace, String to, String destination) {
    rows.put(
        Row.of("entity_associations")
            .with("association_id", "a-" + ForeignNames.digest("link", trace, to, destination))
            .with("source_type", "trace")
            .with("source_id", trace)
            .with("destination_type", to)
            .with("destination_id", destination)
            .with("created_time", System.currentTimeMillis()));
  }

  private static Map<String, String> map(JsonNode object) {
    Map<String, String> map = new HashMap<>();
    object.properties().forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

  static JsonNode tree(@Nullable String json) {
    if (json == null || json.isEmpty()) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  private static @Nullable Long duration(String seconds) {
    return seconds.endsWith("s")
        ? (Long)
            new BigDecimal(seconds.substring(0, seconds.length() - 1)).movePointRight(3).longValue()
        : null;
  }
}
