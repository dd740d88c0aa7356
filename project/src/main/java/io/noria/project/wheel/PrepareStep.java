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
import org.jspecify.annotations.Nullable;

/**
 * Makes the features of one period: runs the project's SELECT over the data versions it was given
 * and keeps the labelled rows of the period. Rows come in the order of time and key, so that the
 * same content gives the same bytes.
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
      String asOf,
      @Nullable String time,
      List<String> key,
      List<String> notFeatures,
      String label,
      long fromMicros,
      long toMicros) {
    static Params of(StepContext context) {
      var reader = new ParamReader(context.params());
      return new Params(
          reader.text("sql"),
          reader.text("file"),
          reader.text("target"),
          reader.text("as_of"),
          reader.textOrNull("time"),
          reader.texts("key"),
          reader.texts("not_features"),
          reader.text("label"),
          reader.whole("from_micros"),
          reader.whole("to_micros"));
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
  public Map<String, Value> run(StepContext context) throws IOException {
    Params params = Params.of(context);
    Map<String, List<Path>> tables = tables(context);
    String select = trimmed(params.sql());
    List<Field> fields = engine.describe(select, tables);
    String period = check(params, fields);
    var order = new ArrayList<String>();
    order.add(quoted(period));
    params.key().forEach(key -> order.add(quoted(key)));
    String sql =
        "SELECT * FROM (\n%s\n) WHERE epoch_us(%s) BETWEEN %d AND %d AND %s IS NOT NULL ORDER BY %s"
            .formatted(
                select,
                quoted(period),
                params.fromMicros(),
                params.toMicros(),
                quoted(params.target()),
                params.key().isEmpty() ? "ALL" : String.join(", ", order));
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
    if (rows == 0) {
      throw NoriaException.invalid(
          "%s: no labelled row in %s (expected: rows whose %s is not null)"
              .formatted(params.file(), params.label(), params.target()));
    }
    return Map.of(
        "features", context.store(params.label(), out),
        "features_list", Value.of(features),
        "rows", Value.of(rows));
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

  /** The column that tells which period a row is in, after all that are needed were seen. */
  private static String check(Params params, List<Field> fields) {
    List<String> names = fields.stream().map(Field::name).toList();
    var needed = new ArrayList<>(List.of(params.target(), params.asOf()));
    needed.addAll(params.key());
    for (String column : needed) {
      if (!names.contains(column)) {
        throw NoriaException.invalid(
            "%s: column %s is not there (the SELECT gives %s)"
                .formatted(params.file(), column, String.join(", ", names)));
      }
    }
    String time = params.time();
    String period = time != null && names.contains(time) ? time : params.asOf();
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
    return "\"" + column.replace("\"", "\"\"") + "\"";
  }
}
