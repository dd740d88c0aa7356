package io.noria.training;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as CSV (RFC 4180, UTF-8, a header, line feeds): numbers and booleans as they are in
 * JSON, texts quoted where they must be, nothing at all for a missing value.
 */
final class CsvRows {
  private CsvRows() {}

  static void write(Frame rows, Path file) throws IOException {
    List<String> names = rows.names();
    List<Column> columns = names.stream().map(rows::column).toList();
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (int k = 0; k < names.size(); k++) {
        out.append(k == 0 ? "" : ",").append(quoted(names.get(k)));
      }
      out.append('\n');
      for (int row = 0; row < rows.rows(); row++) {
        for (int k = 0; k < columns.size(); k++) {
          out.append(k == 0 ? "" : ",").append(text(columns.get(k).value(row)));
        }
        out.append('\n');
      }
    }
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Double number when number.isNaN() -> "";
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString(number.longValue());
      case String text -> text.isEmpty() ? "\"\"" : quoted(text);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    boolean plain =
        text.indexOf(',') < 0
            && text.indexOf('"') < 0
            && text.indexOf('\n') < 0
            && text.indexOf('\r') < 0;
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
