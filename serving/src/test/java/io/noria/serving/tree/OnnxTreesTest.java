package io.noria.serving.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ensembles of every kind against ONNX Runtime; {@code golden_onnx_trees.py} made them. */
class OnnxTreesTest {
  private static final int FEATURES = 4;

  record Case(
      String name,
      String operator,
      boolean doubles,
      Map<String, long[]> integers,
      Map<String, Double[]> numbers,
      Map<String, List<String>> texts,
      long[] labels,
      Double[] scores) {
    OnnxAttributes attributes() {
      var all = new HashMap<String, double[]>();
      numbers.forEach((name, values) -> all.put(name, OnnxTreesTest.doubles(values)));
      return new OnnxAttributes(integers, all, texts);
    }

    private OnnxTrees trees() {
      return OnnxTrees.of(operator, attributes(), FEATURES, doubles);
    }
  }

  record Cases(String library, Double[] rows, List<Case> cases) {}

  static Stream<Arguments> cases() throws IOException {
    Cases cases = Json.read(TreeModelGoldenTest.text("onnx.json"), Cases.class);
    assertThat(cases.cases()).hasSizeGreaterThan(60);
    return cases.cases().stream().map(one -> Arguments.of(one.name(), one, doubles(cases.rows())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void answersAreTheRuntimes(String name, Case one, double[] rows) {
    OnnxTrees trees = one.trees();
    int count = rows.length / FEATURES;
    OnnxTrees.Answers all = trees.run(rows, 0, count);
    assertThat(all.scores()).as(name).containsExactly(doubles(one.scores()));
    assertThat(all.labels()).as(name).containsExactly(one.labels());
    assertThat(trees.classifier()).isEqualTo(one.labels().length > 0);
    int width = trees.outputs();
    for (int row = 0; row < count; row++) {
      OnnxTrees.Answers alone = trees.run(rows, row * FEATURES, 1);
      assertThat(alone.scores())
          .as("row %d alone", row)
          .containsExactly(Arrays.copyOfRange(all.scores(), row * width, (row + 1) * width));
    }
    if (!one.doubles()) {
      float[] single = new float[rows.length];
      for (int i = 0; i < single.length; i++) {
        single[i] = (float) rows[i];
      }
      assertThat(trees.run(single, 0, count).scores()).containsExactly(all.scores());
    }
  }

  @Test
  void whatDoesNotFitIsRefusedInWords() throws IOException {
    Cases cases = Json.read(TreeModelGoldenTest.text("onnx.json"), Cases.class);
    Case one = cases.cases().getFirst();
    refused(one, "nodes_nodeids", new long[] {1}, "nodes_nodeids has 1 entries");
    long[] twice = new long[one.integers().get("nodes_nodeids").length];
    refused(one, "nodes_nodeids", twice, "node 0 of tree 0 is there twice");
    long[] own = new long[twice.length];
    refused(one, "nodes_truenodeids", own, "form a cycle");
    long[] far = new long[twice.length];
    Arrays.fill(far, Long.MAX_VALUE);
    refused(one, "nodes_truenodeids", far, "has no node " + Long.MAX_VALUE);
    refused(one, "nodes_featureids", far, "a split asks for feature");
    refused(one, "n_targets", new long[] {Long.MAX_VALUE}, "targets or classes");
    assertThatThrownBy(() -> OnnxTrees.of("SVMRegressor", one.attributes(), 1, false))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("operator SVMRegressor");
    Case five =
        cases.cases().stream()
            .filter(c -> c.name().equals("five 1 False"))
            .findFirst()
            .orElseThrow();
    refused(five, "nodes_truenodeids", new long[five.integers().get("nodes_modes").length], "");
    long[] roots = new long[100_000];
    refused(five, "tree_roots", roots, "trees share branches");
  }

  private static void refused(Case one, String name, long[] values, String message) {
    var integers = new HashMap<>(one.integers());
    integers.put(name, values);
    OnnxAttributes attributes = one.attributes();
    var changed = new OnnxAttributes(integers, attributes.numbers(), attributes.texts());
    assertThatThrownBy(() -> OnnxTrees.of(one.operator(), changed, FEATURES, one.doubles()))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(message);
  }

  private static double[] doubles(Double[] values) {
    return Stream.of(values).mapToDouble(value -> value == null ? Double.NaN : value).toArray();
  }
}
