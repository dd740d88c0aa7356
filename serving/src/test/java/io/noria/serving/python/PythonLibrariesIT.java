package io.noria.serving.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of the real libraries, compared with what the libraries predict themselves. */
class PythonLibrariesIT {
  private static final int ROWS = 10_000;

  @TempDir static Path temp;
  private static Path python;
  private static PythonRuntime runtime;

  @BeforeAll
  static void makeModels() throws IOException, InterruptedException {
    String known = System.getenv("NORIA_TEST_PYTHON");
    assertThat(known).as("NORIA_TEST_PYTHON, a Python with the libraries").isNotNull();
    python = Path.of(known);
    Path script = temp.resolve("make_models.py");
    try (InputStream text = PythonLibrariesIT.class.getResourceAsStream("make_models.py")) {
      Files.copy(text, script);
    }
    Path log = temp.resolve("make_models.log");
    Process process =
        new ProcessBuilder(known, "-W", "ignore", script.toString(), temp.toString())
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> read(log)).isZero();
    runtime = new PythonRuntime(temp.resolve("workers"), new Random(3));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  private static PythonModel open(String name, String file) {
    return PythonModel.open(
        runtime,
        PythonSource.of(name, temp.resolve(name).resolve(file), python),
        Trust.ALLOWED,
        PythonLimits.usual().withWorkers(1, 1));
  }

  private static double[] numbers(String model, String name) throws IOException {
    byte[] bytes = Files.readAllBytes(temp.resolve(model).resolve(name + ".bin"));
    double[] values = new double[bytes.length / 8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }

  private static List<String> texts(String model, String name) throws IOException {
    String all = Files.readString(temp.resolve(model).resolve(name + ".txt"));
    return List.of(all.substring(0, all.length() - 1).split("\n", -1));
  }

  private static Tensor table(String model) throws IOException {
    double[] values = numbers(model, "input");
    return Tensor.doubles("input", new long[] {ROWS, values.length / ROWS}, values);
  }

  /** The columns of the model's inputs, as their files have them. */
  private static List<Tensor> columns(String model, PythonModel loaded) throws IOException {
    List<Tensor> columns = new ArrayList<>();
    for (TensorSpec input : loaded.inputs()) {
      if (input.type() == DataType.BYTES) {
        byte[][] texts = new byte[ROWS][];
        List<String> lines = texts(model, input.name());
        for (int i = 0; i < ROWS; i++) {
          String line = lines.get(i);
          texts[i] = line.equals("\0") ? null : line.getBytes(StandardCharsets.UTF_8);
        }
        columns.add(Tensor.texts(input.name(), new long[] {ROWS}, texts));
        continue;
      }
      double[] values = numbers(model, input.name());
      ByteBuffer data = Tensor.room(values.length * input.type().bytes());
      for (double value : values) {
        switch (input.type()) {
          case FP64 -> data.putDouble(value);
          case FP32 -> data.putFloat((float) value);
          case INT64 -> data.putLong((long) value);
          case INT32 -> data.putInt((int) value);
          default -> data.put((byte) value);
        }
      }
      columns.add(Tensor.of(input.name(), input.type(), new long[] {ROWS}, data.flip()));
    }
    return columns;
  }

  private static void compare(String model, List<Tensor> answer, boolean labels, boolean chances)
      throws IOException {
    Tensor prediction = answer.getFirst();
    assertThat(prediction.name()).isEqualTo("prediction");
    if (labels) {
      List<String> expected = texts(model, "prediction");
      for (int i = 0; i < ROWS; i++) {
        assertThat(prediction.text(i)).isEqualTo(expected.get(i));
      }
    } else {
      same(prediction, numbers(model, "prediction"));
    }
    assertThat(answer).hasSize(chances ? 2 : 1);
    if (chances) {
      assertThat(answer.get(1).name()).isEqualTo("probabilities");
      same(answer.get(1), numbers(model, "probabilities"));
    }
  }

  private static void same(Tensor tensor, double[] expected) {
    assertThat(tensor.size()).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      // Of a DataFrame's numbers, which lie by column, the last bit of a sum is another.
      if (Math.abs(tensor.number(i) - expected[i]) > 1e-14 * Math.abs(expected[i])) {
        assertThat(tensor.number(i)).as(tensor + " at " + i).isEqualTo(expected[i]);
      }
    }
  }

  private static PythonModel tableModel(String name, String file, boolean labels, boolean chances)
      throws IOException {
    PythonModel model = open(name, file);
    assertThat(model.inputs()).containsExactly(TensorSpec.of("input", DataType.FP64, -1, 8));
    assertThat(model.schema().settled()).isTrue();
    assertThat(model.schema().frame()).isFalse();
    compare(name, model.infer(List.of(table(name))), labels, chances);
    return model;
  }

  @Test
  void pickledModelsPredictAsTheirLibraryDoes() throws IOException {
    PythonModel logistic = tableModel("logistic", "model.pkl", false, true);
    assertThat(logistic.schema().task()).isEqualTo("binary");
    assertThat(logistic.schema().classes()).containsExactly("0", "1");
    assertThat(logistic.outputs())
        .containsExactly(
            TensorSpec.of("prediction", DataType.INT64, -1),
            TensorSpec.of("probabilities", DataType.FP64, -1, 2));
    PythonModel classes = tableModel("classes", "model.pkl", true, true);
    assertThat(classes.schema().classes()).containsExactly("high", "low", "mid");
    assertThat(classes.schema().columns()).hasSize(8);
    PythonModel regression = tableModel("regression", "model.pkl", false, false);
    assertThat(regression.schema().task()).isEqualTo("regression");
    assertThat(tableModel("outputs", "model.pkl", false, false).schema().width()).isEqualTo(2);
    tableModel("network", "model.pkl", true, true);
    tableModel("vectors", "model.pkl", true, false);
  }

  @Test
  void joblibFilesPredictAsTheirLibraryDoes() throws IOException {
    assertThat(tableModel("forest", "model.joblib", true, true).schema().loader())
        .isEqualTo("joblib");
    tableModel("boosting", "model.joblib", false, true);
  }

  @Test
  void filesOfTheLibrariesAreFollowedToTheirEndWithoutLoadingThem() throws IOException {
    for (String file :
        List.of(
            "logistic/model.pkl",
            "classes/model.pkl",
            "network/model.pkl",
            "forest/model.joblib",
            "boosting/model.joblib",
            "columns/model.joblib",
            "mlflow_sklearn/model/model.pkl")) {
      PickleScan scan = PickleScan.of(temp.resolve(file));
      assertThat(scan.problem()).as(file).isEmpty();
      assertThat(scan.modules()).as(file).contains("sklearn", "numpy");
      assertThat(scan.alarming()).as(file).isEmpty();
      assertThat(scan.versions()).as(file).containsEntry("scikit-learn", "1.9.1");
    }
  }

  @Test
  void aPipelineOfTextsAndNumbersTakesItsColumns() throws IOException {
    PythonModel model = open("columns", "model.joblib");
    assertThat(model.inputs())
        .containsExactly(
            TensorSpec.of("amount", DataType.FP64, -1),
            TensorSpec.of("city", DataType.BYTES, -1),
            TensorSpec.of("town", DataType.BYTES, -1),
            TensorSpec.of("count", DataType.FP64, -1),
            TensorSpec.of("ok", DataType.BOOL, -1));
    assertThat(model.schema().frame()).isTrue();
    compare("columns", model.infer(columns("columns", model)), true, true);
  }

  @Test
  void aModelOfSentencesTakesTexts() throws IOException {
    PythonModel model = open("texts", "model.pkl");
    assertThat(model.inputs()).containsExactly(TensorSpec.of("text", DataType.BYTES, -1));
    assertThat(model.outputs().getFirst().type()).isEqualTo(DataType.BOOL);
    compare("texts", model.infer(columns("texts", model)), false, true);
  }

  @Test
  void categoriesOfLightgbmAreTexts() throws IOException {
    PythonModel model = open("categories", "model.joblib");
    assertThat(model.inputs())
        .containsExactly(
            TensorSpec.of("size", DataType.FP64, -1),
            TensorSpec.of("color", DataType.BYTES, -1),
            TensorSpec.of("shape", DataType.BYTES, -1));
    compare("categories", model.infer(columns("categories", model)), false, false);
  }

  @Test
  void foldersOfMlflowPredictAsMlflowDoes() throws IOException {
    PythonModel sklearn = open("mlflow_sklearn", "model");
    assertThat(sklearn.schema().loader()).isEqualTo("mlflow.sklearn");
    assertThat(sklearn.inputs())
        .containsExactly(
            TensorSpec.of("amount", DataType.FP64, -1),
            TensorSpec.of("city", DataType.BYTES, -1),
            TensorSpec.of("town", DataType.BYTES, -1),
            TensorSpec.of("count", DataType.INT64, -1),
            TensorSpec.of("ok", DataType.BOOL, -1));
    compare("mlflow_sklearn", sklearn.infer(columns("mlflow_sklearn", sklearn)), true, true);
    tableModel("mlflow_xgboost", "model", false, true);
    PythonModel booster = tableModel("mlflow_booster", "model", false, false);
    assertThat(booster.schema().what()).isEqualTo("xgboost.core.Booster");
    assertThat(booster.schema().columns()).hasSize(8);
    assertThat(tableModel("mlflow_lightgbm", "model", true, true).schema().classes())
        .containsExactly("high", "low", "mid");
  }

  @Test
  void aModelOfSomebodysOwnTakesParametersAndAnswersATable() throws IOException {
    PythonModel model = open("mlflow_python", "model");
    assertThat(model.schema().loader()).isEqualTo("mlflow.pyfunc");
    assertThat(model.schema().rows()).isFalse();
    assertThat(model.schema().params())
        .containsExactly(new PythonSchema.Param("shift", "double", "1.0"));
    assertThat(model.outputs()).extracting(TensorSpec::name).containsExactly("high", "where");
    List<Tensor> columns = columns("mlflow_python", model);
    List<Tensor> answer = model.infer(columns);
    same(answer.getFirst(), numbers("mlflow_python", "out_high"));
    List<String> where = texts("mlflow_python", "out_where");
    for (int i = 0; i < ROWS; i++) {
      assertThat(answer.get(1).text(i)).isEqualTo(where.get(i));
    }
    double plain = answer.getFirst().number(1);
    List<Tensor> shifted =
        model.infer(columns, List.of(Tensor.doubles("shift", new long[] {1}, 10)));
    assertThat(shifted.getFirst().number(1)).isEqualTo(plain + 9);
  }
}
