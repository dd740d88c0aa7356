package io.noria.training;

import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.storage.json.Json;
import io.noria.tracking.RunId;
import io.noria.training.child.TrainerMain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
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
 * "MLflow Models"), and what our own serving loads: the model's own file, {@code noria.json} with
 * the raw columns, rows to try it on, and the sample that drift is measured against.
 */
final class BundleWriter {
  /** How many rows a bundle is tried on at most. */
  static final int GOLDEN_ROWS = TrainerMain.GOLDEN_ROWS;

  /** Rows with answers, which whoever loads the bundle tries first. */
  static final String GOLDEN = "golden.json";

  /** The sample of the training rows. */
  static final String REFERENCE = "reference.parquet";

  /** MLflow's description of the folder. */
  static final String MLMODEL = "MLmodel";

  private static final String REQUIREMENTS = "requirements.txt";
  private static final String PYTHON_ENV = "python_env.yaml";
  private static final int REFERENCE_ROWS = 20_000;

  private final Engine engine;
  private final InstantSource clock;

  BundleWriter(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * What a model answered.
   *
   * @param outputs numbers a row: the positive class's probability, the number, or the probability
   *     of each of three or more classes
   * @param golden of the first validation rows, by the model of the bundle
   * @param validation of every validation row, by a model that had not seen it; NaN for one that
   *     was not tried
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answers(int outputs, double[] golden, double[] validation) {}

  /** Completes the folder in which the model's own files lie. */
  void write(Path bundle, EncodedTable table, BundleInfo info, RunId run, Answers answers)
      throws IOException {
    Files.createDirectories(bundle.resolve("code"));
    try (InputStream flavor =
        Objects.requireNonNull(BundleWriter.class.getResourceAsStream("noria_flavor.py"))) {
      Files.copy(
          flavor,
          bundle.resolve("code").resolve("noria_flavor.py"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    unlessThere(bundle, REQUIREMENTS, String.join("\n", requirements(info.runtime())) + "\n");
    unlessThere(
        bundle,
        PYTHON_ENV,
        "python: \"3.11\"\nbuild_dependencies:\n- pip\ndependencies:\n- -r requirements.txt\n");
    Files.writeString(bundle.resolve(GOLDEN), golden(table, answers));
    engine.writeParquet(reference(table, answers, info.target()), bundle.resolve(REFERENCE));
    // Whoever may run a program of the bundle must know that these are its files. What names the
    // run and the moment is none of them: the same model has the same file again.
    BundleInfo written =
        info.runtime() == BundleInfo.Runtime.COMMAND ? info.withFilesOf(bundle) : info;
    Files.writeString(bundle.resolve(BundleInfo.FILE), written.toJson());
    unlessThere(bundle, MLMODEL, mlmodel(info, run, clock.instant()));
  }

  private static List<String> requirements(BundleInfo.Runtime runtime) {
    return switch (runtime) {
      case TREES -> List.of("mlflow", "numpy", "pandas", "xgboost>=3.1");
      case LINEAR, COMMAND, MODEL_FILE -> List.of("mlflow", "numpy", "pandas");
    };
  }

  /** A script may have written its own. */
  private static void unlessThere(Path bundle, String name, String text) throws IOException {
    Path file = bundle.resolve(name);
    if (Files.notExists(file)) {
      Files.writeString(file, text);
    }
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
            : info.classes().stream().allMatch(label -> label.matches("-?[0-9]{1,18}"))
                ? "long"
                : "string";
    List<Map<String, Object>> columns = new ArrayList<>();
    columns.add(Map.of("type", prediction, "name", "prediction", "required", true));
    columns.add(Map.of("type", "double", "name", "probability", "required", false));
    return Json.write(columns);
  }

  private static String golden(EncodedTable table, Answers answers) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<List<Double>> probabilities = new ArrayList<>();
    int count = answers.golden().length / answers.outputs();
    for (int i = 0; i < count; i++) {
      List<@Nullable Object> row = new ArrayList<>();
      for (String name : table.signature().names()) {
        Object value = table.rows().column(name).value(table.matrix().trainRows() + i);
        row.add(value instanceof Double number && number.isNaN() ? null : value);
      }
      rows.add(row);
      List<Double> answer = new ArrayList<>();
      for (int k = 0; k < answers.outputs(); k++) {
        answer.add(answers.golden()[i * answers.outputs() + k]);
      }
      probabilities.add(answer);
    }
    return answers.outputs() > 1
        ? Json.write(Map.of("rows", rows, "probabilities", probabilities))
        : Json.write(
            Map.of("rows", rows, "scores", probabilities.stream().map(List::getFirst).toList()));
  }

  /**
   * An even sample of all rows in the order of time, with what came true. Scores are only of rows
   * that the scoring model had not seen: the validation part, before the best model was fitted
   * again. Of three or more classes a score is the place of the likeliest.
   */
  private static Frame reference(EncodedTable table, Answers answers, String target) {
    int all = table.rows().rows();
    int count = Math.min(all, REFERENCE_ROWS);
    int[] chosen = IntStream.range(0, count).map(i -> (int) ((long) i * all / count)).toArray();
    var columns = new LinkedHashMap<String, Column>();
    Frame sample = table.rows().select(table.signature().names()).take(chosen);
    for (String name : sample.names()) {
      columns.put(name, sample.column(name));
    }
    columns.put(target, table.rows().column(target).take(chosen));
    double[] score = new double[count];
    BitSet unseen = new BitSet();
    for (int i = 0; i < count; i++) {
      int at = chosen[i] - table.matrix().trainRows();
      score[i] = at < 0 ? Double.NaN : score(answers, at);
      if (Double.isNaN(score[i])) {
        unseen.set(i);
      }
    }
    // A person's own table may have a column of that name.
    String name = "score";
    while (columns.containsKey(name) || name.equals(target)) {
      name += "_";
    }
    columns.put(name, new Column.Doubles(score, unseen));
    return Frame.of(columns);
  }

  private static double score(Answers answers, int row) {
    int outputs = answers.outputs();
    int best = 0;
    for (int k = 1; k < outputs; k++) {
      if (answers.validation()[row * outputs + k] > answers.validation()[row * outputs + best]) {
        best = k;
      }
    }
    double first = answers.validation()[row * outputs];
    return outputs == 1 || Double.isNaN(first) ? first : best;
  }
}
