package io.noria.training;

import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.storage.json.Json;
import io.noria.tracking.RunId;
import io.noria.training.child.Matrix;
import io.noria.training.child.TrainerMain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the folder of a trained model. It is a model of MLflow's pyfunc flavor (mlflow.org,
 * "MLflow Models"), and what our own serving loads: the trees, {@code noria.json} with the raw
 * columns, rows to try it on, and the sample that drift is measured against.
 */
final class BundleWriter {
  private static final int REFERENCE_ROWS = 20_000;
  private static final List<String> REQUIREMENTS =
      List.of("mlflow", "numpy", "pandas", "xgboost>=3.1");

  private final Engine engine;

  BundleWriter(Engine engine) {
    this.engine = engine;
  }

  /** Writes the bundle of the trees that the child left in its folder. */
  void write(
      Path bundle, EncodedTable table, Path child, BundleInfo info, RunId run, Instant created)
      throws IOException {
    Files.createDirectories(bundle.resolve("code"));
    Files.copy(child.resolve(TrainerMain.MODEL), bundle.resolve("model.json"));
    Files.writeString(bundle.resolve(BundleInfo.FILE), info.toJson());
    try (InputStream flavor =
        Objects.requireNonNull(BundleWriter.class.getResourceAsStream("noria_flavor.py"))) {
      Files.copy(flavor, bundle.resolve("code").resolve("noria_flavor.py"));
    }
    Files.writeString(bundle.resolve("requirements.txt"), String.join("\n", REQUIREMENTS) + "\n");
    Files.writeString(
        bundle.resolve("python_env.yaml"),
        "python: \"3.11\"\nbuild_dependencies:\n- pip\ndependencies:\n- -r requirements.txt\n");
    Files.writeString(bundle.resolve("MLmodel"), mlmodel(info, run, created));
    Files.writeString(bundle.resolve("golden.json"), golden(table, child));
    engine.writeParquet(reference(table, child), bundle.resolve("reference.parquet"));
  }

  private static String mlmodel(BundleInfo info, RunId run, Instant created) {
    return """
    artifact_path: model
    flavors:
      python_function:
        code: code
        data: .
        env:
          virtualenv: python_env.yaml
        loader_module: noria_flavor
        python_version: "3.11"
      noria:
        bundle: %s
        format: %d
    run_id: %s
    signature:
      inputs: '%s'
      outputs: '%s'
      params: null
    utc_time_created: '%s'
    """
        .formatted(
            BundleInfo.FILE,
            info.format(),
            run,
            inputs(info.signature().features()).replace("'", "''"),
            outputs(info).replace("'", "''"),
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS")
                .withZone(ZoneOffset.UTC)
                .format(created));
  }

  /**
   * Whole numbers and booleans are declared as any: pandas holds them as floats or objects as soon
   * as one is missing, and MLflow would refuse that; the flavor's own code takes them all.
   */
  private static String inputs(List<FeatureColumn> features) {
    List<Map<String, Object>> columns = new ArrayList<>();
    for (FeatureColumn feature : features) {
      String type =
          switch (feature.type()) {
            case DOUBLE -> "double";
            case LONG, BOOLEAN -> "any";
            case STRING -> "string";
          };
      columns.add(Map.of("type", type, "name", feature.name(), "required", false));
    }
    return Json.write(columns);
  }

  private static String outputs(BundleInfo info) {
    String prediction =
        info.objective() == BundleInfo.Objective.REGRESSION
            ? "double"
            : String.valueOf(info.positiveLabel()).matches("-?[0-9]+") ? "long" : "string";
    List<Map<String, Object>> columns = new ArrayList<>();
    columns.add(Map.of("type", prediction, "name", "prediction", "required", true));
    columns.add(Map.of("type", "double", "name", "probability", "required", false));
    return Json.write(columns);
  }

  private static String golden(EncodedTable table, Path child) throws IOException {
    float[] scores = Matrix.readFloats(child.resolve(TrainerMain.GOLDEN));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<Double> answers = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      List<@Nullable Object> row = new ArrayList<>();
      for (String name : table.signature().names()) {
        Object value = table.rows().column(name).value(table.matrix().trainRows() + i);
        row.add(value instanceof Double number && number.isNaN() ? null : value);
      }
      rows.add(row);
      answers.add((double) scores[i]);
    }
    return Json.write(Map.of("rows", rows, "scores", answers));
  }

  /**
   * An even sample of all rows in the order of time. Scores are only of rows that the scoring trees
   * had not seen: the validation part, scored by the best trial before it was fitted again.
   */
  private static Frame reference(EncodedTable table, Path child) throws IOException {
    float[] scores = Matrix.readFloats(child.resolve(TrainerMain.SCORES));
    int all = table.rows().rows();
    int count = Math.min(all, REFERENCE_ROWS);
    int[] chosen = IntStream.range(0, count).map(i -> (int) ((long) i * all / count)).toArray();
    var columns = new LinkedHashMap<String, Column>();
    Frame sample = table.rows().select(table.signature().names()).take(chosen);
    for (String name : sample.names()) {
      columns.put(name, sample.column(name));
    }
    double[] score = new double[count];
    BitSet unseen = new BitSet();
    for (int i = 0; i < count; i++) {
      int at = chosen[i] - table.matrix().trainRows();
      if (at >= 0) {
        score[i] = scores[at];
      } else {
        unseen.set(i);
      }
    }
    columns.put("score", new Column.Doubles(score, unseen));
    return Frame.of(columns);
  }
}
