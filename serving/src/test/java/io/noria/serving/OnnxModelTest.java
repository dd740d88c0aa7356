package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.Tensors;
import io.noria.storage.json.Json;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models are those of {@code src/test/python/onnx_models.py}, with ONNX Runtime's answers. */
class OnnxModelTest {
  private static final Instant MARCH = Instant.parse("2013-03-01T00:00:00Z");

  @TempDir Path temp;
  private ServingFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private record Golden(Map<String, Object> inputs, Map<String, Object> outputs) {
    @SuppressWarnings("unchecked")
    List<List<Object>> input(String name) {
      return (List<List<Object>>) Objects.requireNonNull(inputs.get(name));
    }

    @SuppressWarnings("unchecked")
    List<Object> output(String name) {
      return (List<Object>) Objects.requireNonNull(outputs.get(name));
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = OnnxModelTest.class.getResourceAsStream("onnx/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private Golden deploy(String name) throws IOException {
    deploy(name, resource(name + ".onnx"));
    return Json.read(new String(resource(name + ".json"), StandardCharsets.UTF_8), Golden.class);
  }

  private void deploy(String name, byte[] model) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("model-" + name));
    Files.write(folder.resolve(name + ".onnx"), model);
    int version = fixture.register(folder).id().version();
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(version));
  }

  private List<Prediction> ask(List<List<Object>> rows) {
    try (Inference inference = fixture.serving.infer("flow")) {
      for (List<Object> values : rows) {
        RowBuilder row = inference.row();
        for (int i = 0; i < values.size(); i++) {
          if (values.get(i) instanceof String text) {
            row.set(i, text);
          } else {
            row.set(i, ((Number) values.get(i)).doubleValue());
          }
        }
        row.end();
      }
      return inference.answer(MARCH, null);
    }
  }

  private static double number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).doubleValue();
  }

  @Test
  void aClassifiersDictionariesBecomeClassesAndProbabilities() throws IOException {
    Golden golden = deploy("zipmap");
    List<Prediction> answers = ask(golden.input("X"));
    for (int i = 0; i < answers.size(); i++) {
      Object label = golden.output("output_label").get(i);
      Map<?, ?> row = (Map<?, ?>) golden.output("output_probability").get(i);
      assertThat(answers.get(i).value()).isEqualTo(label);
      assertThat(answers.get(i).probability()).isEqualTo(number(row.get(label)));
    }
    ServedModel served = fixture.serving.served("flow", null);
    assertThat(served.platform()).isEqualTo("onnxruntime_onnx");
    assertThat(Objects.requireNonNull(served.target()).classes())
        .containsExactly("setosa", "versicolor", "virginica");
    fixture.serving.predictions().flush();
    assertThat(fixture.serving.predictions().rows("flow", MARCH, MARCH.plusMillis(1)).size())
        .isEqualTo(answers.size());
  }

  @Test
  void aMatrixOfProbabilitiesTakesItsClassesFromTheFile() throws IOException {
    Golden golden = deploy("matrix");
    List<Prediction> answers = ask(golden.input("X"));
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).value()).isEqualTo(golden.output("label").get(i));
      List<?> row = (List<?>) golden.output("probabilities").get(i);
      assertThat(answers.get(i).probability())
          .isEqualTo(row.stream().mapToDouble(OnnxModelTest::number).max().orElseThrow());
    }
  }

  @Test
  void twoClassesAndSeveralNumbers() throws IOException {
    Golden forest = deploy("forest");
    List<Prediction> answers = ask(forest.input("X"));
    for (int i = 0; i < answers.size(); i++) {
      List<?> row = (List<?>) forest.output("probabilities").get(i);
      assertThat(answers.get(i).score()).isEqualTo(number(row.get(1)));
    }
    Golden mlp = deploy("mlp");
    answers = ask(mlp.input("X"));
    for (int i = 0; i < answers.size(); i++) {
      List<?> numbers = (List<?>) answers.get(i).value();
      assertThat(numbers).hasSize(2);
      for (int k = 0; k < numbers.size(); k++) {
        // The converter lays the two numbers of a row below each other.
        List<?> one = (List<?>) mlp.output("variable").get(2 * i + k);
        // Rows one by one and in a block are multiplied in another order.
        assertThat(number(numbers.get(k))).isCloseTo(number(one.getFirst()), within(1e-3));
      }
    }
  }

  @Test
  void anEnsembleOfTreesIsEvaluatedByOurOwnCode() throws IOException {
    deploy("forest");
    assertThat(fixture.serving.served("flow", null).platform()).isEqualTo("noria_trees");
    deploy("mlp");
    assertThat(fixture.serving.served("flow", null).platform()).isEqualTo("onnxruntime_onnx");
  }

  @Test
  void columnsOfTheirOwnInputsTakeTextsThatNobodyKnew() throws IOException {
    Golden golden = deploy("columns");
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < golden.input("weight").size(); i++) {
      rows.add(
          List.of(
              golden.input("colour").get(i).getFirst(), golden.input("weight").get(i).getFirst()));
    }
    List<Prediction> answers = ask(rows);
    for (int i = 0; i < answers.size(); i++) {
      List<?> row = (List<?>) golden.output("probabilities").get(i);
      assertThat(answers.get(i).score()).isEqualTo(number(row.get(1)));
    }
    assertThat(ask(List.of(List.of("mauve", 0.5))).getFirst().score()).isBetween(0.0, 1.0);
    fixture.serving.predictions().flush();
    PredictionRows logged = fixture.serving.predictions().rows("flow", MARCH, MARCH.plusMillis(1));
    assertThat(((Values.Texts) logged.values("colour")).texts()).contains("red", "mauve");
  }

  @Test
  void itsOwnTensorsGoInAndComeOut() throws IOException {
    Golden golden = deploy("matrix");
    List<List<Object>> rows = golden.input("X");
    float[] flat = new float[rows.size() * 4];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) number(rows.get(i / 4).get(i % 4));
    }
    TensorAnswer answer =
        fixture.serving.infer(
            "flow",
            TensorRequest.of(List.of(Tensor.floats("X", new long[] {rows.size(), 4}, flat))));
    assertThat(answer.ids()).hasSize(rows.size());
    Tensor label = answer.outputs().getFirst();
    for (int i = 0; i < rows.size(); i++) {
      assertThat(Tensors.label(label, i)).isEqualTo(golden.output("label").get(i));
    }
  }

  @Test
  void whatIsNoModelIsRefused() {
    assertThatThrownBy(() -> deploy("empty", new byte[0]))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("it has 0 graphs");
    assertThatThrownBy(() -> deploy("text", "not a model".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("expected: an ONNX file");
    assertThatThrownBy(() -> deploy("cut", java.util.Arrays.copyOf(resource("forest.onnx"), 900)))
        .hasMessageContaining("expected: an ONNX file");
  }
}
