package io.noria.serving.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of every kind, and what the libraries answered for the same rows: see {@code
 * src/test/python/golden_trees.py}, which made them.
 */
class TreeModelGoldenTest {
  record Rows(int columns, Double[] rows) {}

  record Golden(String library, double[] margins, double[] predictions) {}

  static Stream<Arguments> models() throws IOException {
    var all = new TreeMap<String, Golden>();
    for (String file : new String[] {"golden.json", "golden-2.1.json"}) {
      Map<?, ?> answers = Json.read(text(file), Map.class);
      for (Object name : answers.keySet()) {
        all.put((String) name, Json.read(Json.write(answers.get(name)), Golden.class));
      }
    }
    assertThat(all).hasSizeGreaterThan(30);
    return all.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void predictionsAreTheLibrarysOwn(String name, Golden golden) throws IOException {
    TreeModel model = TreeModel.read(bytes(name));
    double[] rows = rows();
    int count = rows.length / model.features().size();
    int width = model.outputs();
    double[] margins = new double[count * width];
    double[] predictions = new double[count * width];
    model.margins(rows, 0, count, margins, 0);
    model.predict(rows, 0, count, predictions, 0);
    assertThat(margins).as(golden.library()).containsExactly(golden.margins());
    assertThat(predictions).as(golden.library()).containsExactly(golden.predictions());

    // One by one they go through the trees in another way.
    double[] one = new double[width];
    for (int row = 0; row < count; row++) {
      model.predict(rows, row * model.features().size(), 1, one, 0);
      assertThat(one)
          .as("row %d alone", row)
          .containsExactly(Arrays.copyOfRange(predictions, row * width, (row + 1) * width));
    }
  }

  private static double[] rows() throws IOException {
    Rows rows = Json.read(text("rows.json"), Rows.class);
    double[] numbers = new double[rows.rows().length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = rows.rows()[i] == null ? Double.NaN : rows.rows()[i];
    }
    return numbers;
  }

  static String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = TreeModelGoldenTest.class.getResourceAsStream("golden/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
