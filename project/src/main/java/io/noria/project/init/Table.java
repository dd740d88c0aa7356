package io.noria.project.init;

import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table as the engine reads it, whose rows are never all in memory.
 *
 * @param engine that reads it
 * @param from what stands after FROM
 * @param files that it reads
 * @param columns in order
 * @param asIs whether a server reads the very files alike, so that they need no conversion
 */
record Table(Engine engine, String from, List<Path> files, List<Column> columns, boolean asIs) {
  /** Long enough for a hundred million rows on a slow disk. */
  private static final Duration DEADLINE = Duration.ofHours(2);

  /**
   * A column.
   *
   * @param name as the table names it
   * @param nativeType the engine's name of the type
   */
  record Column(String name, String nativeType) {
    enum Form {
      NUMBER,
      BOOLEAN,
      TEXT,
      MOMENT,
      OTHER
    }

    /** What its values are. */
    Form form() {
      String type = nativeType.toUpperCase(Locale.ROOT);
      if (type.endsWith("]")) {
        return Form.OTHER;
      }
      return switch (type.replaceAll("\\(.*", "")) {
        case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> Form.NUMBER;
        case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> Form.NUMBER;
        case "DOUBLE", "FLOAT", "REAL", "DECIMAL" -> Form.NUMBER;
        case "BOOLEAN" -> Form.BOOLEAN;
        case "VARCHAR", "UUID", "JSON", "ENUM" -> Form.TEXT;
        case "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> Form.MOMENT;
        case "TIMESTAMP WITH TIME ZONE" -> Form.MOMENT;
        default -> Form.OTHER;
      };
    }

    /** Whether its values are whole by their type. */
    boolean isWhole() {
      return nativeType.toUpperCase(Locale.ROOT).endsWith("INT")
          || nativeType.equalsIgnoreCase("INTEGER")
          || nativeType.equalsIgnoreCase("UINTEGER");
    }
  }

  /** Opens what stands after FROM. */
  static Table open(Engine engine, String from, List<Path> files, boolean asIs) {
    Frame described =
        engine.query(
            Query.overFiles(
                "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + from + ")",
                files,
                DEADLINE));
    List<Column> columns = new ArrayList<>();
    for (int row = 0; row < described.rows(); row++) {
      columns.add(
          new Column(
              String.valueOf(described.strings("column_name").get(row)),
              String.valueOf(described.strings("column_type").get(row))));
    }
    return new Table(engine, from, files, List.copyOf(columns), asIs);
  }

  /** Parquet files, whose columns are found by name. */
  static Table parquet(Engine engine, List<Path> files) {
    return open(engine, "read_parquet(" + list(files) + ")", files, true);
  }

  /** The files as a list in SQL. */
  static String list(List<Path> files) {
    return files.stream()
        .map(file -> Names.text(file.toAbsolutePath().toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** The answer to {@code SELECT selection FROM this table rest}. */
  Frame query(String selection, String rest) {
    return engine.query(
        Query.overFiles(
            "SELECT " + selection + " FROM " + from + " AS t " + rest, files, DEADLINE));
  }

  /**
   * Writes {@code SELECT selection FROM this table rest} as Parquet.
   *
   * @return how many rows
   */
  long write(String selection, String rest, Path out) {
    return engine.writeParquet(
        Query.overFiles("SELECT " + selection + " FROM " + from + " AS t " + rest, files, DEADLINE),
        out);
  }

  /** The column, which is there. */
  Column column(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> NoriaException.invalid("column " + name + " is not there"));
  }
}
