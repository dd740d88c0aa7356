package io.noria.importing.mlflow.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import io.noria.importing.mlflow.ArtifactFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an experiment's traces with spans and assessments. */
final class TraceRows {
  private static final long LARGEST_FILE = 8 << 20;

  private static final List<String> TOKENS =
      List.of(
          "input_tokens",
          "output_tokens",
          "total_tokens",
          "cache_read_input_tokens",
          "cache_creation_input_tokens",
          "cache_creation_input_tokens_above_1hr");

  private static final List<String> COSTS = List.of("input_cost", "output_cost", "total_cost");

  private final ObjectMapper mapper = new ObjectMapper();
  private final Tables tables;
  private final ArtifactFiles files;

  TraceRows(Tables tables, ArtifactFiles files) {
    this.tables = tables;
    this.files = files;
  }

  void read(MlflowDatabase.ExperimentRow experiment, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    List<String> ids =
        tables.list(
            "SELECT request_id FROM trace_info WHERE experiment_id = ?"
                + " ORDER BY timestamp_ms, request_id",
            List.of(experiment.id()),
            row -> row.getString(1));
    for (String id : ids) {
      try {
        sink.put(
            new Imported.Trace(
                id, Long.toString(experiment.id()), mapper.writeValueAsString(trace(id, sink))));
      } catch (JsonProcessingException e) {
        sink.note("trace " + id, "left out, it holds what is not JSON: " + e.getOriginalMessage());
      }
    }
  }

  private ObjectNode trace(String id, ImportSink sink) throws SQLException, IOException {
    ObjectNode info = mapper.createObjectNode();
    tables.list(
        "SELECT timestamp_ms, execution_time_ms, status, "
            + tables.column("trace_info", "client_request_id")
            + ", "
            + tables.column("trace_info", "request_preview")
            + ", "
            + tables.column("trace_info", "response_preview")
            + " FROM trace_info WHERE request_id = ?",
        List.of(id),
        row -> info(row, info));
    ObjectNode tags = info.putObject("tags");
    pairs("SELECT key, value FROM trace_tags WHERE request_id = ?", id, tags);
    ObjectNode metadata = info.putObject("trace_metadata");
    pairs("SELECT key, value FROM trace_request_metadata WHERE request_id = ?", id, metadata);
    promoted(id, tags, metadata);
    ArrayNode assessments = info.putArray("assessments");
    if (tables.has("assessments")) {
      for (ObjectNode one : assessments(id)) {
        assessments.add(one);
      }
    }
    links(id, info);
    ObjectNode trace = mapper.createObjectNode();
    trace.set("info", info);
    trace.putObject("data").set("spans", spans(id, tags, sink));
    return trace;
  }

  /** What newer versions keep in columns of its own row, and show as tags and metadata. */
  private void promoted(String id, ObjectNode tags, ObjectNode metadata)
      throws SQLException, JsonProcessingException {
    ObjectNode columns = mapper.createObjectNode();
    List<String> names = new ArrayList<>(List.of("trace_name", "session_id"));
    names.addAll(TOKENS);
    names.addAll(COSTS);
    List<String> there = names.stream().filter(name -> tables.has("trace_info", name)).toList();
    if (there.isEmpty()) {
      return;
    }
    tables.list(
        "SELECT " + String.join(", ", there) + " FROM trace_info WHERE request_id = ?",
        List.of(id),
        row -> {
          for (String name : there) {
            if (row.getObject(name) == null) {
              continue;
            }
            if (TOKENS.contains(name)) {
              columns.put(name, row.getLong(name));
            } else if (COSTS.contains(name)) {
              columns.put(name, row.getDouble(name));
            } else {
              columns.put(name, row.getString(name));
            }
          }
          return columns;
        });
    if (columns.has("trace_name")) {
      tags.set("mlflow.traceName", columns.get("trace_name"));
    }
    if (columns.has("session_id")) {
      metadata.set("mlflow.trace.session", columns.get("session_id"));
    }
    figures(columns, TOKENS, "mlflow.trace.tokenUsage", metadata);
    figures(columns, COSTS, "mlflow.trace.cost", metadata);
  }

  private void figures(ObjectNode columns, List<String> names, String key, ObjectNode metadata)
      throws JsonProcessingException {
    ObjectNode figures = mapper.createObjectNode();
    for (String name : names) {
      if (columns.has(name)) {
        figures.set(name, columns.get(name));
      }
    }
    if (!figures.isEmpty()) {
      metadata.put(key, mapper.writeValueAsString(figures));
    }
  }

  private static ObjectNode info(ResultSet row, ObjectNode info) throws SQLException {
    info.put("request_time", Instant.ofEpochMilli(row.getLong(1)).toString());
    Long duration = Tables.number(row, "execution_time_ms");
    if (duration != null) {
      info.put("execution_duration_ms", duration);
    }
    info.put("state", row.getString(3));
    put(info, "client_request_id", row.getString(4));
    put(info, "request_preview", row.getString(5));
    put(info, "response_preview", row.getString(6));
    return info;
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private void pairs(String sql, String id, ObjectNode into) throws SQLException {
    tables.list(sql, List.of(id), row -> into.put(row.getString(1), Tables.text(row, "value")));
  }

  private List<ObjectNode> assessments(String trace) throws SQLException, IOException {
    record Row(
        ObjectNode node,
        String type,
        String value,
        @Nullable String error,
        @Nullable String metadata) {}
    List<Row> rows =
        tables.list(
            "SELECT assessment_id, name, assessment_type, value, error, created_timestamp,"
                + " last_updated_timestamp, source_type, source_id, run_id, span_id, rationale,"
                + " overrides, valid, assessment_metadata FROM assessments WHERE trace_id = ?"
                + " ORDER BY created_timestamp, assessment_id",
            List.of(trace),
            row -> {
              ObjectNode node = mapper.createObjectNode();
              node.put("assessment_id", row.getString(1));
              node.put("assessment_name", row.getString(2));
              node.put("create_time", Instant.ofEpochMilli(row.getLong(6)).toString());
              node.put("last_update_time", Instant.ofEpochMilli(row.getLong(7)).toString());
              ObjectNode source = node.putObject("source");
              source.put("source_type", row.getString(8));
              put(source, "source_id", row.getString(9));
              put(node, "run_id", row.getString(10));
              put(node, "span_id", row.getString(11));
              put(node, "rationale", row.getString(12));
              put(node, "overrides", row.getString(13));
              node.put("valid", row.getBoolean(14));
              return new Row(
                  node, row.getString(3), row.getString(4), row.getString(5), row.getString(15));
            });
    for (Row row : rows) {
      ObjectNode content = row.node().putObject(row.type());
      JsonNode value = mapper.readTree(row.value());
      if (row.type().equals("issue")) {
        content.set("issue_name", value.path("issue_name"));
      } else {
        content.set("value", value);
      }
      if (row.error() != null) {
        content.set("error", mapper.readTree(row.error()));
      }
      if (row.metadata() != null) {
        row.node().set("metadata", mapper.readTree(row.metadata()));
      }
    }
    return rows.stream().map(Row::node).toList();
  }

  /** Runs and prompts that the trace is linked to. */
  private void links(String trace, ObjectNode info) throws SQLException {
    ArrayNode runs = info.putArray("runs");
    ArrayNode prompts = info.putArray("prompts");
    if (!tables.has("entity_associations")) {
      return;
    }
    tables.list(
        "SELECT destination_type, destination_id FROM entity_associations"
            + " WHERE source_type = 'trace' AND source_id = ? ORDER BY destination_id",
        List.of(trace),
        row -> {
          String id = row.getString(2);
          return switch (row.getString(1)) {
            case "run" -> runs.add(id);
            case "prompt_version" -> prompts.add(id);
            default -> runs;
          };
        });
  }

  /** From the database, or the file that older versions, and archives, keep them in. */
  private ArrayNode spans(String trace, ObjectNode tags, ImportSink sink)
      throws SQLException, IOException {
    ArrayNode spans = mapper.createArrayNode();
    if (tables.has("spans")) {
      for (String content :
          tables.list(
              "SELECT content FROM spans WHERE trace_id = ? ORDER BY start_time_unix_nano, span_id",
              List.of(trace),
              row -> Tables.text(row, "content"))) {
        if (!content.isEmpty()) {
          spans.add(mapper.readTree(content));
        }
      }
    }
    String location = tags.path("mlflow.artifactLocation").asText("");
    Path folder = spans.isEmpty() && !location.isEmpty() ? files.folder(location) : null;
    Path file = folder == null ? null : folder.resolve("traces.json");
    if (file != null && Files.isRegularFile(file)) {
      if (Files.size(file) > LARGEST_FILE) {
        sink.note(
            file.toString(), "larger than " + LARGEST_FILE + " bytes: its spans are left out");
      } else {
        mapper.readTree(file.toFile()).path("spans").forEach(spans::add);
      }
    }
    return spans;
  }
}
