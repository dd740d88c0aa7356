package io.noria.serving.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that other releases of the library saved from Python, with the margins they gave: numbers
 * as the bits of float32.
 */
class GoldenVectorsTest {
  record Vectors(String library, int columns, int[] rows, int[] margins) {}

  @ParameterizedTest
  @ValueSource(strings = {"binary-2.1", "squared-2.1", "binary-3.2", "softprob-3.2"})
  void marginsAreBitEqual(String name) throws IOException {
    TreeEnsemble trees;
    try (InputStream model = resource(name + ".model.json")) {
      trees = TreeEnsemble.readXgboost(model);
    }
    Vectors vectors = Json.read(text(name + ".vectors.json"), Vectors.class);
    int rows = vectors.rows().length / vectors.columns();
    assertThat(vectors.margins()).hasSize(rows * trees.groups());
    float[] row = new float[vectors.columns()];
    float[] out = new float[trees.groups()];
    for (int i = 0; i < rows; i++) {
      for (int column = 0; column < row.length; column++) {
        row[column] = Float.intBitsToFloat(vectors.rows()[i * row.length + column]);
      }
      trees.margins(row, out);
      for (int group = 0; group < out.length; group++) {
        assertThat(Float.floatToRawIntBits(out[group]))
            .as("%s, row %d, group %d: %s", vectors.library(), i, group, out[group])
            .isEqualTo(vectors.margins()[i * out.length + group]);
      }
    }
  }

  @Test
  void whatCannotBeEvaluatedHereIsRefusedInWords() throws IOException {
    String model = text("binary-3.2.model.json");
    refused(model.replace("\"gbtree\"", "\"dart\""), ErrorCode.FAILED_PRECONDITION, "booster dart");
    refused(
        model.replace("binary:logistic", "survival:weibull"),
        ErrorCode.FAILED_PRECONDITION,
        "objective: survival:weibull");
    refused(
        model.replace("\"size_leaf_vector\":\"1\"", "\"size_leaf_vector\":\"4\""),
        ErrorCode.FAILED_PRECONDITION,
        "leaves of 4 values");
    refused(
        model.replace("\"num_feature\":\"5\"", "\"num_feature\":\"2\""),
        ErrorCode.DATA_LOSS,
        "a split asks for feature");
    refused("{\"learner\":{}}", ErrorCode.DATA_LOSS, "no trees");
    refused("[1]", ErrorCode.FAILED_PRECONDITION, "a file of another library");
    refused("{\"learner\": [1]}", ErrorCode.DATA_LOSS, "expected: an object");
  }

  private static void refused(String model, ErrorCode code, String message) {
    var bytes = new ByteArrayInputStream(model.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> TreeEnsemble.readXgboost(bytes))
        .isInstanceOfSatisfying(NoriaException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(GoldenVectorsTest.class.getResourceAsStream(name), name);
  }

  private static String text(String name) throws IOException {
    try (InputStream in = resource(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
