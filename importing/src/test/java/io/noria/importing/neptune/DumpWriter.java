package io.noria.importing.neptune;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Writes Parquet parts with the columns and types of neptune-exporter. */
final class DumpWriter {
  private final String project;
  private final String id;
  private final List<String> rows = new ArrayList<>();

  DumpWriter(String project, String id) {
    this.project = project;
    this.id = id;
  }

  private DumpWriter row(String path, String type, String column, String value) {
    return row(path, type, "NULL", "NULL", column, value);
  }

  private DumpWriter row(
      String path, String type, String step, String at, String column, String value) {
    String all =
        "int_value float_value string_value bool_value datetime_value string_set_value"
            + " file_value histogram_value";
    StringBuilder values = new StringBuilder();
    for (String name : all.split(" ")) {
      values.append(", ").append(name.equals(column) ? value : "NULL");
    }
    rows.add(
        "(%s, %s, %s, %s, %s, %s%s)"
            .formatted(quoted(project), quoted(id), quoted(path), quoted(type), step, at, values));
    return this;
  }

  DumpWriter text(String path, String value) {
    return row(path, "string", "string_value", quoted(value));
  }

  DumpWriter number(String path, String value) {
    return row(path, "float", "float_value", value);
  }

  DumpWriter whole(String path, long value) {
    return row(path, "int", "int_value", Long.toString(value));
  }

  DumpWriter flag(String path, boolean value) {
    return row(path, "bool", "bool_value", Boolean.toString(value));
  }

  DumpWriter time(String path, String value) {
    return row(path, "datetime", "datetime_value", "TIMESTAMPTZ " + quoted(value));
  }

  DumpWriter set(String path, String... values) {
    List<String> members = java.util.Arrays.stream(values).map(DumpWriter::quoted).toList();
    return row(path, "string_set", "string_set_value", "[" + String.join(", ", members) + "]");
  }

  DumpWriter point(String path, String step, long millis, String value) {
    return row(path, "float_series", step, "epoch_ms(" + millis + ")", "float_value", value);
  }

  DumpWriter line(String path, String step, long millis, String value) {
    return row(
        path, "string_series", step, "epoch_ms(" + millis + ")", "string_value", quoted(value));
  }

  DumpWriter histogram(String path, String step, long millis) {
    return row(
        path,
        "histogram_series",
        step,
        "epoch_ms(" + millis + ")",
        "histogram_value",
        "{'type': 'COUNTING', 'edges': [0.0, 0.5, 1.0], 'values': [3.0, 4.0]}");
  }

  DumpWriter file(String path, String file) {
    return row(path, "file", "file_value", "{'path': " + quoted(file) + "}");
  }

  DumpWriter fileSeries(String path, String step, String file) {
    return row(
        path, "file_series", step, "epoch_ms(5)", "file_value", "{'path': " + quoted(file) + "}");
  }

  /** Writes what was added and forgets it. */
  void write(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    String select =
        "SELECT a::VARCHAR AS project_id, b::VARCHAR AS run_id, c::VARCHAR AS attribute_path,"
            + " d::VARCHAR AS attribute_type, e::DECIMAL(18, 6) AS step,"
            + " f::TIMESTAMPTZ AS timestamp, g::BIGINT AS int_value, h::DOUBLE AS float_value,"
            + " i::VARCHAR AS string_value, j::BOOLEAN AS bool_value,"
            + " k::TIMESTAMPTZ AS datetime_value, l::VARCHAR[] AS string_set_value,"
            + " m::STRUCT(path VARCHAR) AS file_value,"
            + " n::STRUCT(type VARCHAR, edges DOUBLE[], \"values\" DOUBLE[]) AS histogram_value"
            + " FROM (VALUES "
            + String.join(", ", rows)
            + ") t(a, b, c, d, e, f, g, h, i, j, k, l, m, n)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "COPY (%s) TO %s (FORMAT parquet, COMPRESSION snappy)"
              .formatted(select, quoted(file.toString())));
    }
    rows.clear();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
