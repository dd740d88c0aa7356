package io.noria.engine.duckdb;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** DuckDB's errors as ours: its own words, and where in the SQL. */
final class DuckDbErrors {
  /** DuckDB ends an error about the SQL with an excerpt and a caret under the place. */
  private static final Pattern PLACE =
      Pattern.compile("\\n+(LINE (\\d+): )(.*)\\n( *)\\^.*", Pattern.DOTALL);

  private DuckDbErrors() {}

  static RuntimeException translate(@Nullable Throwable cause) {
    if (cause instanceof NoriaException known) {
      return known;
    }
    if (cause instanceof SQLException sql) {
      return translate(sql);
    }
    if (cause instanceof RuntimeException other) {
      return other;
    }
    return new NoriaException(ErrorCode.INTERNAL, "the engine failed: " + cause, cause);
  }

  private static NoriaException translate(SQLException e) {
    String message = String.valueOf(e.getMessage()).strip();
    return new NoriaException(code(message), "SQL: " + placed(message), e);
  }

  private static ErrorCode code(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.startsWith("out of memory")) {
      return ErrorCode.RESOURCE_EXHAUSTED;
    }
    if (lower.startsWith("internal") || lower.startsWith("fatal")) {
      return ErrorCode.INTERNAL;
    }
    return lower.startsWith("interrupt") ? ErrorCode.ABORTED : ErrorCode.INVALID_ARGUMENT;
  }

  /** {@code Binder Error: no such column … (line 3, column 9: the line)}. */
  static String placed(String message) {
    Matcher place = PLACE.matcher(message);
    if (!place.find()) {
      return oneLine(message);
    }
    String excerpt = place.group(3);
    String what = oneLine(message.substring(0, place.start()));
    String where = "line " + place.group(2);
    if (!excerpt.startsWith("...")) {
      where += ", column " + (place.group(4).length() - place.group(1).length() + 1);
    }
    return what + " (" + where + ": " + excerpt.strip() + ")";
  }

  /** The place of a syntax error that comes as an offset into the SQL. */
  static NoriaException syntax(String sql, String message, int offset) {
    int at = Math.clamp(offset, 0, sql.length());
    int lineStart = sql.lastIndexOf('\n', at - 1) + 1;
    int lineEnd = sql.indexOf('\n', at);
    long line = sql.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    return NoriaException.invalid(
        "SQL: %s (line %d, column %d: %s)"
            .formatted(
                oneLine(message),
                line,
                at - lineStart + 1,
                sql.substring(lineStart, lineEnd < 0 ? sql.length() : lineEnd).strip()));
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\n\\s*", " ");
  }
}
