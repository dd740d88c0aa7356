package io.noria.importing.neptune;

import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run, a model or a model version of a dump: its attributes, which fit in memory, and its series
 * and files, which are read in windows. The columns are neptune-exporter's: {@code attribute_path},
 * {@code attribute_type}, {@code step} decimal(18,6), {@code timestamp}, one column per type of
 * value. Not thread-safe.
 */
final class DumpedObject {
  private static final Duration DEADLINE = Duration.ofHours(2);
  private static final int WINDOW = 200_000;
  private static final String SINGLE =
      "('float', 'int', 'string', 'bool', 'datetime', 'string_set')";

  private final Engine engine;
  private final List<Path> parts;
  private final String project;
  private final String id;
  private final Map<String, Attribute> attributes;

  /**
   * A single value.
   *
   * @param type float, int, string, bool, datetime or string_set
   * @param text the value as text; a set's members in order, joined by commas
   */
  record Attribute(String type, String text) {}

  /**
   * A row of a series or a file.
   *
   * @param micros the step in millionths; null when there is none
   * @param millis when; null when nothing says
   * @param value a float series' value; NaN also where the dump holds none
   * @param text a string series' value
   * @param file the path below the project's files
   * @param edges a histogram's edges as a list, as text
   */
  record Row(
      String path,
      String type,
      @Nullable Long micros,
      @Nullable Long millis,
      double value,
      @Nullable String text,
      @Nullable String file,
      @Nullable String kind,
      @Nullable String edges,
      @Nullable String counts) {}

  /** Takes rows. */
  @FunctionalInterface
  interface Rows {
    /** One row. */
    void take(Row row) throws IOException, InterruptedException;
  }

  private DumpedObject(
      Engine engine,
      List<Path> parts,
      String project,
      String id,
      Map<String, Attribute> attributes) {
    this.engine = engine;
    this.parts = parts;
    this.project = project;
    this.id = id;
    this.attributes = attributes;
  }

  /**
   * Reads the attributes.
   *
   * @throws NoriaException INVALID_ARGUMENT when the parts are not of the exporter's form
   */
  static DumpedObject read(Engine engine, NeptuneDump.Parts object) {
    try {
      return open(engine, object.files());
    } catch (NoriaException e) {
      throw new NoriaException(e.code(), object.files().getFirst() + ": " + e.getMessage(), e);
    }
  }

  private static DumpedObject open(Engine engine, List<Path> parts) {
    Frame names =
        query(engine, parts, "SELECT project_id, run_id FROM " + scan(parts) + " LIMIT 1");
    if (names.rows() == 0) {
      throw NoriaException.invalid("no rows (expected: a run's attributes)");
    }
    Frame rows =
        query(
            engine,
            parts,
            "SELECT attribute_path AS path, attribute_type AS type, CASE attribute_type"
                + " WHEN 'float' THEN coalesce(float_value, 'nan'::DOUBLE)::VARCHAR"
                + " WHEN 'int' THEN int_value::VARCHAR"
                + " WHEN 'string' THEN string_value"
                + " WHEN 'bool' THEN CASE WHEN bool_value THEN 'True' ELSE 'False' END"
                + " WHEN 'datetime' THEN epoch_ms(datetime_value)::VARCHAR"
                + " ELSE array_to_string(list_sort(string_set_value), ',') END AS value FROM "
                + scan(parts)
                + " WHERE attribute_type IN "
                + SINGLE);
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    for (int i = 0; i < rows.rows(); i++) {
      String type = text(rows, "type", i);
      String value = rows.strings("value").get(i);
      if (type.equals("datetime") && value != null) {
        value = Instant.ofEpochMilli(Long.parseLong(value)).toString();
      }
      attributes.put(text(rows, "path", i), new Attribute(type, value == null ? "" : value));
    }
    return new DumpedObject(
        engine, parts, text(names, "project_id", 0), text(names, "run_id", 0), attributes);
  }

  String project() {
    return project;
  }

  /** The id in the dump: {@code sys/id} of Neptune 2, {@code sys/custom_run_id} of Neptune 3. */
  String id() {
    return id;
  }

  Map<String, Attribute> attributes() {
    return attributes;
  }

  /** What stands for all of it: another one when the dump was made anew. */
  String stamp() throws IOException {
    long bytes = 0;
    long latest = 0;
    for (Path part : parts) {
      bytes += Files.size(part);
      latest = Math.max(latest, Files.getLastModifiedTime(part).toMillis());
    }
    return parts.size() + " parts, " + bytes + " bytes, " + latest;
  }

  /** An attribute's text, when it is there and says something. */
  Optional<String> text(String path) {
    Attribute found = attributes.get(path);
    return found == null || found.text().isBlank() ? Optional.empty() : Optional.of(found.text());
  }

  /**
   * What every step has to be multiplied with so that all are whole: 1, 10, … 1 000 000. It is one
   * for all series of a run, so that they can be drawn over one axis.
   */
  long stepScale() {
    String steps =
        "SELECT DISTINCT (step::DECIMAL(38, 6) * 1000000)::BIGINT % 1000000 AS part FROM "
            + scan(parts)
            + " WHERE attribute_type = 'float_series' AND step IS NOT NULL";
    Frame scale =
        query(
            engine,
            parts,
            "SELECT coalesce(max(CASE WHEN part = 0 THEN 0 WHEN part % 100000 = 0 THEN 1"
                + " WHEN part % 10000 = 0 THEN 2 WHEN part % 1000 = 0 THEN 3"
                + " WHEN part % 100 = 0 THEN 4 WHEN part % 10 = 0 THEN 5 ELSE 6 END), 0)::BIGINT"
                + " AS digits FROM ("
                + steps
                + ")");
    long factor = 1;
    for (long i = scale.longs("digits").get(0); i > 0; i--) {
      factor *= 10;
    }
    return factor;
  }

  /** Every row of the series and files, in the dump's order. */
  void rows(Rows rows) throws IOException, InterruptedException {
    for (Path part : parts) {
      long count =
          query(engine, List.of(part), "SELECT count(*)::BIGINT AS n FROM " + scan(List.of(part)))
              .longs("n")
              .get(0);
      for (long from = 0; from < count; from += WINDOW) {
        window(part, from, rows);
      }
    }
  }

  private void window(Path part, long from, Rows rows) throws IOException, InterruptedException {
    Frame frame =
        query(
            engine,
            List.of(part),
            "SELECT attribute_path AS path, attribute_type AS type,"
                + " (step::DECIMAL(38, 6) * 1000000)::BIGINT AS micros,"
                + " epoch_ms(timestamp)::BIGINT AS millis, float_value AS value,"
                + " string_value AS text, file_value.path AS file,"
                + " histogram_value.type AS kind, histogram_value.edges::VARCHAR AS edges,"
                + " histogram_value.values::VARCHAR AS counts FROM read_parquet("
                + quoted(part)
                + ", file_row_number = true) WHERE file_row_number >= "
                + from
                + " AND file_row_number < "
                + (from + WINDOW)
                + " AND attribute_type NOT IN "
                + SINGLE);
    Column.Longs micros = frame.longs("micros");
    Column.Longs millis = frame.longs("millis");
    Column.Doubles values = frame.doubles("value");
    for (int i = 0; i < frame.rows(); i++) {
      rows.take(
          new Row(
              text(frame, "path", i),
              text(frame, "type", i),
              micros.isNull(i) ? null : (Long) micros.get(i),
              millis.isNull(i) ? null : (Long) millis.get(i),
              values.get(i),
              frame.strings("text").get(i),
              frame.strings("file").get(i),
              frame.strings("kind").get(i),
              frame.strings("edges").get(i),
              frame.strings("counts").get(i)));
    }
  }

  private static String text(Frame frame, String column, int row) {
    String value = frame.strings(column).get(row);
    return value == null ? "" : value;
  }

  private static Frame query(Engine engine, List<Path> files, String sql) {
    return engine.query(Query.overFiles(sql, files, DEADLINE));
  }

  private static String scan(List<Path> files) {
    return files.stream()
        .map(DumpedObject::quoted)
        .collect(Collectors.joining(", ", "read_parquet([", "])"));
  }

  private static String quoted(Path file) {
    return "'" + file.toAbsolutePath().toString().replace("'", "''") + "'";
  }
}
