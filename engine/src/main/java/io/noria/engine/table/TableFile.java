package io.noria.engine.table;

import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One Parquet or CSV file, read a page at a time by the embedded engine, which reaches this file
 * and nothing else. Values are only ever shown as texts: nothing in the file is run, and only the
 * names of its columns, quoted, become part of the SQL. Thread-safe.
 */
public final class TableFile {
  /** Beyond so many columns the rest is left out. */
  private static final int MOST_COLUMNS = 300;

  private static final int MOST_CELLS = 20_000;
  private static final int LONGEST_TEXT = 500;
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Pattern NUMBER =
      Pattern.compile("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|REAL|DECIMAL.*");

  /** How the file is written. */
  public enum Format {
    /** Columns, with their types. */
    PARQUET,
    /** Texts between separators, the first row naming the columns. */
    CSV,
    /** The same with tabs. */
    TSV
  }

  private final Engine engine;
  private final Path file;
  private final String typed;
  private final String texts;

  /**
   * A file.
   *
   * @param packed whether a CSV file is packed with gzip
   */
  public TableFile(Engine engine, Path file, Format format, boolean packed) {
    this.engine = engine;
    this.file = file;
    String name = text(file.toAbsolutePath().toString());
    if (format == Format.PARQUET) {
      this.typed = "read_parquet(" + name + ")";
      this.texts = typed;
    } else {
      String options =
          name
              + ", header = true, null_padding = true, strict_mode = false"
              + (format == Format.TSV ? ", delim = '\t'" : "")
              + (packed ? ", compression = 'gzip'" : "");
      this.typed = "read_csv(" + options + ")";
      // A type that the first rows suggest may not hold further down; as texts all of it is there.
      this.texts = "read_csv(" + options + ", all_varchar = true)";
    }
  }

  /** The format that a file's name says, where it is one of a table. */
  public static Optional<Format> formatOf(String name) {
    String low = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (low.endsWith(".parquet")) {
      return Optional.of(Format.PARQUET);
    }
    return low.endsWith(".csv")
        ? Optional.of(Format.CSV)
        : low.endsWith(".tsv") ? Optional.of(Format.TSV) : Optional.empty();
  }

  /**
   * Reads a page.
   *
   * @throws NoriaException INVALID_ARGUMENT when the file is not what its name says or there is no
   *     such column; DEADLINE_EXCEEDED when it took half a minute
   */
  public TablePage page(TableAsked asked) {
    List<TablePage.Column> all = columns();
    List<TablePage.Column> shown = all.subList(0, Math.min(MOST_COLUMNS, all.size()));
    String where = where(shown, asked.contains());
    Frame counted = query("SELECT count(*) AS n FROM " + texts + where);
    long total = counted.longs("n").get(0);
    int limit = Math.min(asked.limit(), Math.max(1, MOST_CELLS / shown.size()));
    StringBuilder sql = new StringBuilder("SELECT ");
    for (int i = 0; i < shown.size(); i++) {
      String value = "CAST(" + name(shown.get(i).name()) + " AS VARCHAR)";
      sql.append(i == 0 ? "" : ", ")
          .append("CASE WHEN length(")
          .append(value)
          .append(") > ")
          .append(LONGEST_TEXT)
          .append(" THEN left(")
          .append(value)
          .append(", ")
          .append(LONGEST_TEXT)
          .append(") || '…' ELSE ")
          .append(value)
          .append(" END AS c")
          .append(i);
    }
    sql.append(" FROM ").append(texts).append(where).append(order(all, asked));
    sql.append(" LIMIT ").append(limit).append(" OFFSET ").append(asked.from());
    return new TablePage(
        List.copyOf(shown), all.size(), asked.from(), rows(query(sql.toString())), total);
  }

  private List<TablePage.Column> columns() {
    // One row even of an empty table: a type is that of the column, not of a value.
    Frame frame =
        query(
            "SELECT typeof(COLUMNS(t.*)) FROM (SELECT 1 AS one) o LEFT JOIN (SELECT * FROM "
                + typed
                + " LIMIT 1) t ON true");
    List<TablePage.Column> columns = new ArrayList<>();
    for (String name : frame.names()) {
      String type = String.valueOf(frame.strings(name).get(0));
      columns.add(new TablePage.Column(name, type, NUMBER.matcher(type).matches()));
    }
    return columns;
  }

  private static String where(List<TablePage.Column> columns, String contains) {
    if (contains.isEmpty()) {
      return "";
    }
    String part = "lower(" + text(contains) + ")";
    List<String> tests = new ArrayList<>();
    for (TablePage.Column column : columns) {
      tests.add("contains(lower(CAST(" + name(column.name()) + " AS VARCHAR)), " + part + ")");
    }
    return " WHERE " + String.join(" OR ", tests);
  }

  private static String order(List<TablePage.Column> columns, TableAsked asked) {
    if (asked.sort().isEmpty()) {
      return "";
    }
    TablePage.Column by =
        columns.stream()
            .filter(column -> column.name().equals(asked.sort()))
            .findFirst()
            .orElseThrow(() ->
                NoriaException.invalid(
                    "sort: '" + asked.sort() + "' (expected: the name of a column)"));
    String way = asked.descending() ? " DESC NULLS LAST" : " ASC NULLS LAST";
    String value = name(by.name());
    return " ORDER BY "
        + (by.number() ? "TRY_CAST(" + value + " AS DOUBLE)" + way + ", " : "")
        + value
        + way;
  }

  private static List<List<@Nullable String>> rows(Frame frame) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    List<Column.Strings> columns = frame.names().stream().map(frame::strings).toList();
    for (int r = 0; r < frame.rows(); r++) {
      List<@Nullable String> row = new ArrayList<>(columns.size());
      for (Column.Strings column : columns) {
        row.add(column.isNull(r) ? null : column.get(r));
      }
      rows.add(row);
    }
    return rows;
  }

  private Frame query(String sql) {
    try {
      return engine.query(Query.overFiles(sql, List.of(file), DEADLINE));
    } catch (NoriaException e) {
      throw new NoriaException(e.code(), said(String.valueOf(e.getMessage())), e);
    }
  }

  /** What the engine says, without the SQL, which is ours, and without where the file lies. */
  private String said(String message) {
    String text = message.startsWith("SQL: ") ? message.substring(5) : message;
    int line = text.indexOf(" (line ");
    String alone = line < 0 ? text : text.substring(0, line);
    Path whole = file.toAbsolutePath();
    return alone
        .replace(whole.toString(), "the file")
        .replace(String.valueOf(whole.getParent()), "");
  }

  private static String name(String column) {
    return "\"" + column.replace("\"", "\"\"") + "\"";
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
