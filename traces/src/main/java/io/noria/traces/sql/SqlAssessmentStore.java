package io.noria.traces.sql;

import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.traces.Assessment;
import io.noria.traces.AssessmentId;
import io.noria.traces.AssessmentStore;
import io.noria.traces.JsonText;
import io.noria.traces.NewAssessment;
import io.noria.traces.SpanKeys;
import io.noria.traces.TraceId;
import io.noria.tracking.Limits;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of assessments. */
public final class SqlAssessmentStore implements AssessmentStore {
  private static final int MOST = 10_000;

  private final Database database;
  private final IdSource ids;

  /** The table in the database; new assessments get their ids from the source. */
  public SqlAssessmentStore(Database database, IdSource ids) {
    this.database = database;
    this.ids = ids;
  }

  @Override
  public Assessment create(TraceId trace, NewAssessment assessment) {
    AssessmentId id = new AssessmentId("a-" + ids.hex32());
    return database.write(tx -> {
      TraceRows.Row row = TraceRows.get(tx.handle(), trace);
      add(tx, row, id, assessment);
      return get(tx.handle(), trace, id);
    });
  }

  /** Adds an assessment within a unit of writing. */
  static void add(Transaction tx, TraceRows.Row trace, AssessmentId id, NewAssessment assessment) {
    long there =
        tx.handle()
            .select("SELECT COUNT(*) FROM trace_assessments WHERE trace = ?", trace.number())
            .mapTo(Long.class)
            .one();
    if (there >= MOST) {
      throw NoriaException.invalid(
          "assessments: " + there + " on one trace already (expected: at most " + MOST + ")");
    }
    String overrides = assessment.overrides();
    if (overrides != null) {
      int marked =
          tx.handle()
              .execute(
                  "UPDATE trace_assessments SET valid = 0 WHERE trace = ? AND id = ?",
                  trace.number(),
                  overrides);
      if (marked == 0) {
        throw Rows.missing("assessment", overrides);
      }
    }
    AssessmentRows.insert(tx, trace.number(), id, assessment);
  }

  @Override
  public Assessment get(TraceId trace, AssessmentId id) {
    return database.read(handle -> get(handle, trace, id));
  }

  private static Assessment get(Handle handle, TraceId trace, AssessmentId id) {
    return AssessmentRows.find(handle, trace, id)
        .orElseThrow(() -> {
          TraceRows.get(handle, trace);
          return Rows.missing("assessment", id);
        });
  }

  @Override
  public Assessment update(TraceId trace, AssessmentId id, Assessment.Change change) {
    return database.write(tx -> {
      Assessment before = get(tx.handle(), trace, id);
      NewAssessment content = changed(before.content(), change);
      Boolean valid = change.valid();
      tx.handle()
          .execute(
              "UPDATE trace_assessments SET name = ?, value_json = ?, value_text = ?,"
                  + " value_number = ?, is_number = ?, error_json = ?, rationale = ?, valid = ?,"
                  + " of_session = ?, metadata_json = ?, updated_ms = ? WHERE id = ?",
              content.name(),
              content.valueJson(),
              JsonText.shown(content.valueJson()),
              AssessmentRows.number(content.valueJson()),
              AssessmentRows.isNumber(content.valueJson()) ? 1 : 0,
              content.error() == null ? null : Json.write(content.error()),
              content.rationale(),
              (valid == null ? before.valid() : valid) ? 1 : 0,
              content.metadata().containsKey(SpanKeys.SESSION) ? 1 : 0,
              Json.write(content.metadata()),
              tx.now(),
              id.value());
      return get(tx.handle(), trace, id);
    });
  }

  private static NewAssessment changed(NewAssessment before, Assessment.Change change) {
    Assessment.Kind kind = change.kind();
    if (kind != null && kind != before.kind()) {
      throw NoriaException.invalid(
          "assessment: it is "
              + word(before.kind())
              + " and takes no "
              + word(kind)
              + " (expected: a value for "
              + word(before.kind())
              + ")");
    }
    String value = change.valueJson();
    Map<String, String> metadata = new TreeMap<>(before.metadata());
    metadata.putAll(change.metadata());
    return new NewAssessment(
        or(change.name(), before.name()),
        before.kind(),
        or(value, before.valueJson()),
        value == null ? before.error() : change.error(),
        before.source(),
        change.rationale() == null ? before.rationale() : change.rationale(),
        before.span(),
        before.run(),
        before.overrides(),
        metadata,
        before.createdAt());
  }

  private static String word(Assessment.Kind kind) {
    return Limits.shown(kind.name().toLowerCase(Locale.ROOT));
  }

  private static String or(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }

  @Override
  public void delete(TraceId trace, AssessmentId id) {
    database.write(tx -> {
      TraceRows.get(tx.handle(), trace);
      AssessmentRows.find(tx.handle(), trace, id)
          .ifPresent(there -> {
            String overrides = there.content().overrides();
            if (overrides != null) {
              tx.handle().execute("UPDATE trace_assessments SET valid = 1 WHERE id = ?", overrides);
            }
            tx.handle().execute("DELETE FROM trace_assessments WHERE id = ?", id.value());
          });
      return true;
    });
  }
}
