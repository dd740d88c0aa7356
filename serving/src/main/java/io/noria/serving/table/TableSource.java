package io.noria.serving.table;

import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.engine.FileForm;
import io.noria.engine.Query;
import io.noria.registry.FeatureColumn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A job's input in SQL. */
final class TableSource {
  /** Large tables take their time. */
  static final Duration DEADLINE = Duration.ofDays(7);

  /** Marks a row whose value is of no use; a name that no column of people's has. */
  static final String BAD = "noria bad row";

  private final Engine engine;
  private final List<Path> files;
  private final String from;
  private final List<Field> fields;

  TableSource(Engine engine, TableJob job) {
    this.engine = engine;
    this.files = job.in();
    this.from = from(job.inForm(), files);
    this.fields = engine.describe(query("SELECT * FROM " + from, List.of()));
  }

  /** A table function over the files. */
  static String from(FileForm form, List<Path> files) {
    String list =
        files.stream()
            .map(path -> text(path.toAbsolutePath().toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    return switch (form) {
      case PARQUET -> "read_parquet(" + list + ")";
      // All rows decide what a column is, so that no later one is a surprise.
      case CSV -> "read_csv(" + list + ", header = true, sample_size = -1)";
      case JSON_LINES -> "read_json(" + list + ", format = 'newline_delimited', sample_size = -1)";
    };
  }

  Query query(String sql, List<Path> more) {
    List<Path> all = new ArrayList<>(files);
    all.addAll(more);
    return Query.overFiles(sql, all, DEADLINE);
  }

  String from() {
    return from;
  }

  List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  long count() {
    return engine.query(query("SELECT count(*) AS n FROM " + from, List.of())).longs("n").get(0);
  }

  /** What the model takes of each row, and whether the row is of use, from a row on. */
  Query features(List<FeatureColumn> inputs, long offset) {
    List<String> columns = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    for (FeatureColumn input : inputs) {
      Field field =
          fields.stream()
              .filter(one -> one.name().equals(input.name()))
              .findFirst()
              .orElseThrow(() ->
                  NoriaException.invalid(
                      "in: no column %s (expected: %s; there is: %s)"
                          .formatted(
                              input.name(),
                              inputs.stream().map(FeatureColumn::name).toList(),
                              names())));
      String name = name(field.name());
      String type =
          switch (input.type()) {
            case DOUBLE, LONG -> "DOUBLE";
            case BOOLEAN -> "BOOLEAN";
            case STRING -> "VARCHAR";
          };
      String value = "TRY_CAST(" + name + " AS " + type + ")";
      columns.add(value + " AS " + name);
      String wrong = name + " IS NOT NULL AND " + value + " IS NULL";
      if (input.type() == FeatureColumn.Type.LONG) {
        wrong += " OR " + value + " <> trunc(" + value + ")";
      }
      bad.add(
          "WHEN "
              + wrong
              + " THEN "
              + text(input.name() + ": ")
              + " || "
              + name
              + "::VARCHAR || "
              + text(" (expected: " + input.type().wire() + ")"));
    }
    String sql =
        "SELECT %s, CASE %s END AS %s FROM %s OFFSET %d"
            .formatted(String.join(", ", columns), String.join(" ", bad), name(BAD), from, offset);
    return query(sql, List.of());
  }

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
