package io.noria.traces.sql;

import io.noria.traces.SpanKeys;
import io.noria.traces.TraceFilter.Field;
import io.noria.traces.TraceFilter.Scope;
import io.noria.traces.sql.Keyset.Column;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the fields of traces are in the tables. */
final class TraceFields {
  static final String EXPECTED =
      "request_id, timestamp_ms, execution_time_ms, end_time_ms, status, name, run_id,"
          + " client_request_id, session, user, prompt, text, tags.KEY, metadata.KEY, span.KEY,"
          + " feedback.NAME, expectation.NAME or issue.id";

  private TraceFields() {}

  /** The column of a trace's own attribute; null when it is kept another way. */
  static @Nullable Column column(Field field) {
    return switch (field.scope()) {
      case ATTRIBUTE -> attribute(field.key());
      case TAG -> field.key().equals(SpanKeys.NAME) ? Column.text("t.name", true) : null;
      case METADATA ->
          switch (field.key()) {
            case SpanKeys.SESSION -> Column.text("t.session", true);
            case SpanKeys.USER -> Column.text("t.user_name", true);
            default -> null;
          };
      case SPAN, FEEDBACK, EXPECTATION, ISSUE -> null;
    };
  }

  private static @Nullable Column attribute(String key) {
    return switch (key.toLowerCase(Locale.ROOT)) {
      case "request_id", "trace_id" -> Column.text("t.id", false);
      case "timestamp", "timestamp_ms", "request_time" -> Column.number("t.started_ms", false);
      case "execution_time", "execution_time_ms", "execution_duration" ->
          Column.number("t.duration_ms", true);
      case "end_time", "end_time_ms" ->
          Column.number("(t.started_ms + COALESCE(t.duration_ms, 0))", false);
      case "status", "state" -> Column.text("t.state", false);
      case "client_request_id" -> Column.text("t.client_request", true);
      case "name" -> Column.text("t.name", true);
      case "session", "session_id" -> Column.text("t.session", true);
      case "user", "user_id" -> Column.text("t.user_name", true);
      case "experiment_id" -> Column.number("t.experiment", false);
      default -> null;
    };
  }

  /** The column to sort by. */
  static Column sortColumn(Field field) {
    Column column = column(field);
    if (column != null) {
      return column;
    }
    return switch (field.scope()) {
      case ATTRIBUTE -> {
        if (isRun(field)) {
          yield Column.text("t.run", true);
        }
        throw Tests.unknown(
            field,
            "timestamp_ms, execution_time_ms, end_time_ms, status, name, request_id, run_id,"
                + " experiment_id, tags.KEY or metadata.KEY");
      }
      case TAG -> keyed("trace_tags", field.key());
      case METADATA -> keyed("trace_metadata", field.key());
      case SPAN, FEEDBACK, EXPECTATION, ISSUE ->
          throw Tests.unknown(field, "an attribute of the trace, tags.KEY or metadata.KEY");
    };
  }

  private static Column keyed(String table, String key) {
    return new Column(
        "(SELECT k.value FROM " + table + " k WHERE k.trace = t.number AND k.key = ?)",
        List.of(key),
        true,
        true);
  }

  static boolean isRun(Field field) {
    return field.scope() == Scope.ATTRIBUTE && field.key().equalsIgnoreCase("run_id")
        || field.scope() == Scope.METADATA && field.key().equals(SpanKeys.RUN);
  }
}
