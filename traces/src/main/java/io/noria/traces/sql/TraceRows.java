package io.noria.traces.sql;

import io.noria.storage.sql.InLists;
import io.noria.traces.Assessment;
import io.noria.traces.SpanKeys;
import io.noria.traces.TraceId;
import io.noria.traces.TraceInfo;
import io.noria.traces.TraceState;
import io.noria.tracking.ExperimentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Rows of traces as records. */
final class TraceRows {
  private static final String COLUMNS =
      "number, id, experiment, started_ms, duration_ms, state, name, client_request,"
          + " request_preview, response_preview, finalized, spans, run, session, user_name,"
          + " total_tokens, total_cost";

  /**
   * A trace's own row.
   *
   * @param hasUsage whether its tokens are known
   * @param hasCost whether its cost is known
   */
  record Row(
      long number,
      TraceId id,
      ExperimentId experiment,
      long startedMs,
      @Nullable Long durationMs,
      TraceState state,
      @Nullable String name,
      @Nullable String clientRequest,
      @Nullable String requestPreview,
      @Nullable String responsePreview,
      boolean finalized,
      long spans,
      @Nullable String session,
      @Nullable String user,
      boolean hasUsage,
      boolean hasCost) {}

  private TraceRows() {}

  static Optional<Row> find(Handle handle, TraceId id) {
    return handle
        .select("SELECT " + COLUMNS + " FROM traces WHERE id = ?", id.value())
        .map((rows, context) -> row(rows))
        .findFirst();
  }

  static Row get(Handle handle, TraceId id) {
    return find(handle, id).orElseThrow(() -> Rows.missing("trace", id));
  }

  /** The rows by their number. */
  static Map<Long, Row> all(Handle handle, List<Long> numbers) {
    Map<Long, Row> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      handle
          .select(
              "SELECT "
                  + COLUMNS
                  + " FROM traces WHERE number IN ("
                  + InLists.marks(chunk.size())
                  + ")",
              chunk.toArray())
          .map((rows, context) -> row(rows))
          .forEach(row -> found.put(row.number(), row));
    }
    return found;
  }

  /** The rows of the ids that are there. */
  static Map<TraceId, Row> byId(Handle handle, List<TraceId> ids) {
    Map<TraceId, Row> found = new HashMap<>();
    for (List<TraceId> chunk : InLists.chunks(ids)) {
      handle
          .select(
              "SELECT "
                  + COLUMNS
                  + " FROM traces WHERE id IN ("
                  + InLists.marks(chunk.size())
                  + ")",
              chunk.stream().map(TraceId::value).toArray())
          .map((rows, context) -> row(rows))
          .forEach(row -> found.put(row.id(), row));
    }
    return found;
  }

  private static Row row(ResultSet rows) throws SQLException {
    long duration = rows.getLong(5);
    Long durationMs = rows.wasNull() ? null : duration;
    return new Row(
        rows.getLong(1),
        new TraceId(rows.getString(2)),
        ExperimentId.of(rows.getLong(3)),
        rows.getLong(4),
        durationMs,
        TraceState.valueOf(rows.getString(6)),
        rows.getString(7),
        rows.getString(8),
        rows.getString(9),
        rows.getString(10),
        rows.getInt(11) == 1,
        rows.getLong(12),
        rows.getString(14),
        rows.getString(15),
        rows.getObject(16) != null,
        rows.getObject(17) != null);
  }

  /** The traces of the rows with all that belongs to them, by number. */
  static Map<Long, TraceInfo> infos(Handle handle, List<Row> rows) {
    List<Long> numbers = rows.stream().map(Row::number).toList();
    Map<Long, Map<String, String>> tags =
        Rows.pairs(handle, "trace_tags", "trace", numbers, Long.class);
    Map<Long, Map<String, String>> metadata =
        Rows.pairs(handle, "trace_metadata", "trace", numbers, Long.class);
    Map<Long, List<String>> runs = Rows.texts(handle, "trace_runs", "run", numbers);
    Map<Long, List<String>> prompts = Rows.texts(handle, "trace_prompts", "prompt", numbers);
    Map<TraceId, List<Assessment>> assessments = AssessmentRows.of(handle, rows);
    Map<Long, TraceInfo> infos = new HashMap<>();
    for (Row row : rows) {
      Long duration = row.durationMs();
      infos.put(
          row.number(),
          new TraceInfo(
              row.id(),
              row.experiment(),
              Instant.ofEpochMilli(row.startedMs()),
              duration == null ? null : Duration.ofMillis(duration),
              row.state(),
              row.clientRequest(),
              row.requestPreview(),
              row.responsePreview(),
              metadata.getOrDefault(row.number(), Map.of()),
              tags(row, tags.getOrDefault(row.number(), Map.of())),
              assessments.getOrDefault(row.id(), List.of()),
              row.spans(),
              runs.getOrDefault(row.number(), List.of()),
              prompts.getOrDefault(row.number(), List.of())));
    }
    return infos;
  }

  private static Map<String, String> tags(Row row, Map<String, String> kept) {
    Map<String, String> tags = new LinkedHashMap<>(kept);
    String name = row.name();
    if (name != null) {
      tags.put(SpanKeys.NAME, name);
    }
    return tags;
  }
}
