package io.noria.project.wheel;

import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.engine.ColumnType;
import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the features of one period, or of one side of rows without time: runs the project's SELECT
 * over the data versions it was given and keeps the labelled rows that belong there. Rows come in
 * the order of time and key, or of their hash, so that the same content gives the same bytes.
 */
public final class PrepareStep implements Step {
  /** Its type in task specs. */
  public static final String TYPE = "prepare";

  private final Engine engine;
  private final Datasets datasets;

  /** With the engine that runs the SQL. */
  public PrepareStep(Engine engine, Datasets datasets) {
    this.engine = engine;
    this.datasets = datasets;
  }

  /** The task's params. */
  private record Params(
      String sql,
      String file,
      String target,
      @Nullable String asOf,
      @Nullable String time,
      List<String> key,
      List<String> notFeatures,
      String label,
      @Nullable String side,
      double holdout,
      long fromMicros,
      long toMicros,
      boolean mayBeEmpty) {
    static Params of(StepContext context) {
      var reader = new ParamReader(context.params());
      String side = reader.textOrNull("side");
      return new Params(
          reader.text("sql"),
          reader.text("file"),
          reader.text("target"),
          reader.textOrNull("as_of"),
          reader.textOrNull("time"),
          reader.texts("key"),
          reader.texts("not_features"),
          reader.text("label"),
          side,
          side == null ? 0 : reader.number("holdout"),
          side == null ? reader.whole("from_micros") : 0,
          side == null ? reader.whole("to_micros") : 0,
          Boolean.TRUE.equals(context.params().get("may_be_empty")));
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(engine.name(), engine.version());
  }

  @Override
  public Map<String, Value> run(StepContext context) throws IOException {
    Params params = Params.of(context);
    Map<String, List<Path>> tables = tables(context);
    String select = trimmed(params.sql());
    List<Field> fields = engine.describe(select, tables);
    check(params, fields);
    String sql =
        params.side() == null
            ? ofPeriod(params, select, fields)
            : ofSide(params, params.side(), select, fields);
    Path out = context.workFolder().resolve("features.parquet");
    long rows = engine.writeParquet(sql, tables, out);
    List<String> features =
        fields.stream()
            .map(Field::name)
            .filter(name -> !params.notFeatures().contains(name))
            .toList();
    context.log(
        "%s: %d rows, %d features: %s"
            .formatted(params.label(), rows, features.size(), String.join(", ", features)));
    if (rows == 0 && !params.mayBeEmpty()) {
      throw empty(params);
    }
    return Map.of(
        "features", context.store(params.label(), out),
        "features_list", Value.of(features),
        "rows", Value.of(rows));
  }

  private static NoriaException empty(Params params) {
    return NoriaException.invalid(
        params.side() == null
            ? "%s: no labelled row in %s (expected: rows whose %s is not null)"
                .formatted(params.file(), params.label(), params.target())
            : ("%s: no labelled row falls to the side %s (expected: rows whose %s is not null, told"
                    + " apart by %s; prepare.key names the columns that do)")
                .formatted(
                    params.file(),
                    params.label(),
                    params.target(),
                    params.key().isEmpty()
                        ? "their columns"
                        : "the key " + String.join(", ", params.key())));
  }

  private static String ofPeriod(Params params, String select, List<Field> fields) {
    String period = timeColumn(params, fields);
    var order = new ArrayList<String>();
    order.add(quoted(period));
    params.key().forEach(key -> order.add(quoted(key)));
    return "SELECT * FROM (\n%s\n) WHERE epoch_us(%s) BETWEEN %d AND %d AND %s IS NOT NULL ORDER BY %s"
        .formatted(
            select,
            quoted(period),
            params.fromMicros(),
            params.toMicros(),
            quoted(params.target()),
            params.key().isEmpty() ? "ALL" : String.join(", ", order));
  }

  /** Rows of equal hashes fall together; the order within them is by all that they hold. */
  private static String ofSide(Params params, String side, String select, List<Field> fields) {
    String hash = RowHash.sql(fields, params.key(), params.target());
    String held = RowHash.held(hash, params.holdout());
    return "SELECT * FROM (\n%s\n) WHERE %s%s AND %s IS NOT NULL ORDER BY %s, %s"
        .formatted(
            select,
            side.equals("holdout") ? "" : "NOT ",
            held,
            quoted(params.target()),
            hash,
            fields.stream()
                .map(Field::name)
                .sorted()
                .map(PrepareStep::quoted)
                .collect(Collectors.joining(", ")));
  }

  private Map<String, List<Path>> tables(StepContext context) {
    var tables = new LinkedHashMap<String, List<Path>>();
    context
        .inputs()
        .forEach((name, value) -> {
          var files = new ArrayList<Path>();
          for (Value.Record record : value.records()) {
            DatasetVersion version = datasets.get(DatasetVersionId.of(record.ref()));
            files.addAll(datasets.localFiles(version));
          }
          tables.put(name, files);
        });
    return tables;
  }

  private static void check(Params params, List<Field> fields) {
    List<String> names = fields.stream().map(Field::name).toList();
    var needed = new ArrayList<String>();
    needed.add(params.target());
    if (params.asOf() != null) {
      needed.add(params.asOf());
    }
    needed.addAll(params.key());
    for (String column : needed) {
      if (!names.contains(column)) {
        throw NoriaException.invalid(
            "%s: column %s is not there (the SELECT gives %s)"
                .formatted(params.file(), column, String.join(", ", names)));
      }
    }
    if (names.stream().allMatch(params.notFeatures()::contains)) {
      throw NoriaException.invalid(
          "%s: no column is left to learn from (the SELECT gives %s, of which none is a feature)"
              .formatted(params.file(), String.join(", ", names)));
    }
  }

  /** The column that tells which period a row is in. */
  private static String timeColumn(Params params, List<Field> fields) {
    String time = params.time();
    boolean there = fields.stream().anyMatch(field -> field.name().equals(time));
    String period = time != null && there ? time : String.valueOf(params.asOf());
    for (Field field : fields) {
      if (field.name().equals(period) && field.type() != ColumnType.TIMESTAMP) {
        throw NoriaException.invalid(
            "%s: column %s is %s (expected: a timestamp)"
                .formatted(params.file(), period, field.nativeType()));
      }
    }
    return period;
  }

  private static String trimmed(String sql) {
    String text = sql.strip();
    return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
  }

  private static String quoted(String column) {
    return RowHash.quoted(column);
  }
}
