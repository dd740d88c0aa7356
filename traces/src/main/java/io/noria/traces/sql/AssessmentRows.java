package io.noria.traces.sql;

import io.noria.storage.json.Json;
import io.noria.storage.sql.InLists;
import io.noria.storage.sql.Transaction;
import io.noria.traces.Assessment;
import io.noria.traces.AssessmentId;
import io.noria.traces.JsonText;
import io.noria.traces.NewAssessment;
import io.noria.traces.SpanKeys;
import io.noria.traces.TraceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Rows of assessments as records. */
final class AssessmentRows {
  private static final String COLUMNS =
      "a.id, a.name, a.kind, a.value_json, a.error_json, a.source_type, a.source_id, a.rationale,"
          + " a.span, a.run, a.overrides, a.metadata_json, a.created_ms, a.valid, a.updated_ms,"
          + " a.trace";

  private AssessmentRows() {}

  /** The assessments of the traces, oldest first; traces without any are absent. */
  static Map<TraceId, List<Assessment>> of(Handle handle, List<TraceRows.Row> traces) {
    Map<Long, TraceId> ids = new HashMap<>();
    traces.forEach(row -> ids.put(row.number(), row.id()));
    Map<TraceId, List<Assessment>> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(List.copyOf(ids.keySet()))) {
      handle
          .select(
              "SELECT "
                  + COLUMNS
                  + " FROM trace_assessments a WHERE a.trace IN ("
                  + InLists.marks(chunk.size())
                  + ") ORDER BY a.trace, a.created_ms, a.number",
              chunk.toArray())
          .map((rows, context) -> {
            TraceId trace = Objects.requireNonNull(ids.get(rows.getLong(16)));
            return found
                .computeIfAbsent(trace, t -> new ArrayList<>())
                .add(assessment(rows, trace));
          })
          .list();
    }
    return found;
  }

  static Optional<Assessment> find(Handle handle, TraceId trace, AssessmentId id) {
    return handle
        .select(
            "SELECT "
                + COLUMNS
                + " FROM trace_assessments a JOIN traces t ON t.number = a.trace"
                + " WHERE a.id = ? AND t.id = ?",
            id.value(),
            trace.value())
        .map((rows, context) -> assessment(rows, trace))
        .findFirst();
  }

  private static Assessment assessment(ResultSet rows, TraceId trace) throws SQLException {
    String error = rows.getString(5);
    Instant created = Instant.ofEpochMilli(rows.getLong(13));
    return new Assessment(
        new AssessmentId(rows.getString(1)),
        trace,
        new NewAssessment(
            rows.getString(2),
            Assessment.Kind.valueOf(rows.getString(3)),
            rows.getString(4),
            error == null ? null : Json.read(error, Assessment.Failure.class),
            new Assessment.Source(rows.getString(6), rows.getString(7)),
            rows.getString(8),
            rows.getString(9),
            rows.getString(10),
            rows.getString(11),
            Json.readMap(rows.getString(12), String.class),
            created),
        rows.getInt(14) == 1,
        created,
        Instant.ofEpochMilli(rows.getLong(15)));
  }

  /** Adds an assessment to a trace; the one that it overrides must be marked before. */
  static void insert(Transaction tx, long trace, AssessmentId id, NewAssessment content) {
    Instant given = content.createdAt();
    Instant created = given == null ? tx.now() : given;
    tx.handle()
        .execute(
            "INSERT INTO trace_assessments (id, trace, name, kind, value_json, value_text,"
                + " value_number, is_number, error_json, source_type, source_id, run, span,"
                + " rationale, overrides, valid, of_session, metadata_json, created_ms, updated_ms)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
            id.value(),
            trace,
            content.name(),
            content.kind().name(),
            content.valueJson(),
            JsonText.shown(content.valueJson()),
            number(content.valueJson()),
            isNumber(content.valueJson()) ? 1 : 0,
            content.error() == null ? null : Json.write(content.error()),
            content.source().type(),
            content.source().id(),
            content.run(),
            content.span(),
            content.rationale(),
            content.overrides(),
            content.metadata().containsKey(SpanKeys.SESSION) ? 1 : 0,
            Json.write(content.metadata()),
            created,
            created);
  }

  /** What averages are made of: a number, or 1 and 0 for yes and no; null for anything else. */
  static @Nullable Double number(String json) {
    Object value = JsonText.value(json);
    if (value instanceof Boolean flag) {
      return flag ? 1.0 : 0.0;
    }
    if (value instanceof Number number) {
      double amount = number.doubleValue();
      return Double.isFinite(amount) ? (Double) amount : null;
    }
    return switch (value) {
      case String text when text.strip().equalsIgnoreCase("yes") -> 1.0;
      case String text when text.strip().equalsIgnoreCase("no") -> 0.0;
      case null, default -> null;
    };
  }

  static boolean isNumber(String json) {
    return JsonText.value(json) instanceof Number number && Double.isFinite(number.doubleValue());
  }
}
