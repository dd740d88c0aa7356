package io.noria.serving.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.LinearPredictor;
import io.noria.registry.Signature;
import io.noria.serving.Explanation;
import io.noria.serving.Explanation.Part;
import io.noria.serving.ReferenceSample;
import io.noria.serving.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contributions of models that are no trees. */
class ExplainerTest {
  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              FeatureColumn.of("x", FeatureColumn.Type.DOUBLE),
              FeatureColumn.of("y", FeatureColumn.Type.LONG),
              new FeatureColumn("c", FeatureColumn.Type.STRING, List.of("a", "b"))));
  private static final int ROWS = 400;

  private static BundleInfo info(BundleInfo.Objective objective) {
    List<String> classes =
        switch (objective) {
          case BINARY -> List.of("no", "yes");
          case MULTICLASS -> List.of("p", "q", "r");
          case REGRESSION -> List.of();
        };
    return BundleInfo.trees(SIGNATURE, objective, "t", classes, List.of("x:y"));
  }

  private static ReferenceSample sample(BundleInfo info) {
    var random = new SplittableRandom(9);
    double[] x = new double[ROWS];
    double[] y = new double[ROWS];
    int[] c = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      x[i] = random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian();
      y[i] = random.nextInt(10);
      c[i] = random.nextInt(3) - 1;
    }
    return new ReferenceSample(
        info,
        List.of(
            new Values.Numbers(x), new Values.Numbers(y), new Values.Texts(c, List.of("a", "b"))),
        null);
  }

  private static LinearModel linear(int outputs) {
    var random = new SplittableRandom(5);
    List<LinearModel.Encoded> columns =
        List.of(
            new LinearModel.Number("x", 0.1, 2),
            new LinearModel.Missing("x"),
            new LinearModel.Number("y", 4.5, 3),
            new LinearModel.Category("c", "a"),
            new LinearModel.Category("c", "b"),
            new LinearModel.Missing("c"));
    List<List<Double>> weights = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      weights.add(random.doubles(outputs, -1, 1).boxed().toList());
    }
    return new LinearModel(random.doubles(outputs, -1, 1).boxed().toList(), columns, weights);
  }

  private static Map<String, @Nullable Object> row(
      @Nullable Double x, @Nullable Long y, @Nullable String c) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("x", x);
    row.put("y", y);
    row.put("c", c);
    return row;
  }

  @ParameterizedTest
  @EnumSource(BundleInfo.Objective.class)
  void aLinearModelsContributionsAddUpToItsAnswer(BundleInfo.Objective objective) {
    BundleInfo info = info(objective);
    LinearModel model = linear(objective == BundleInfo.Objective.MULTICLASS ? 3 : 1);
    LinearPredictor predictor = model.predictor(info);
    var explainer = new LinearExplainer(info, model, sample(info));
    var encoding = new Encoding(SIGNATURE);
    for (var row : List.of(row(0.7, 3L, "a"), row(null, null, null), row(-4.0, 9L, "unknown"))) {
      Explanation explanation = explainer.explain(row);
      double[] answer = new double[predictor.outputs()];
      predictor.predict(encoding.row(row), answer);
      assertThat(explanation.parts()).hasSize(answer.length);
      double[] margins = new double[answer.length];
      for (int i = 0; i < answer.length; i++) {
        Part part = explanation.parts().get(i);
        margins[i] = part.bias();
        for (double contribution : part.contributions()) {
          margins[i] += contribution;
        }
        assertThat(margins[i]).isEqualTo(part.margin());
        assertThat(part.value()).isCloseTo(answer[i], within(1e-12));
      }
      assertThat(explanation.link().values(margins)).containsExactly(answer, within(1e-12));
      assertThat(explanation.exact()).isTrue();
    }
  }

  @Test
  void aLinearModelsContributionsAreZeroOnAverageOverTheSample() {
    BundleInfo info = info(BundleInfo.Objective.BINARY);
    ReferenceSample sample = sample(info);
    var explainer = new LinearExplainer(info, linear(1), sample);
    double[] sums = new double[3];
    for (int i = 0; i < ROWS; i++) {
      double[] contributions = explainer.explain(sample.row(i)).answered().contributions();
      IntStream.range(0, 3).forEach(feature -> sums[feature] += contributions[feature]);
    }
    assertThat(sums).containsExactly(new double[3], within(1e-10));
  }

  /** Answers x + 2y, and nothing of c. */
  private static double[][] sums(List<@Nullable Object[]> rows) {
    return rows.stream()
        .map(row -> {
          double x = row[0] instanceof Number number ? number.doubleValue() : 0;
          double y = row[1] instanceof Number number ? number.doubleValue() : 0;
          return new double[] {x + 2 * y};
        })
        .toArray(double[][]::new);
  }

  @Test
  void anEstimateOfAnAdditiveModelIsItsValuesLessTheirMeans() {
    BundleInfo info = info(BundleInfo.Objective.REGRESSION);
    ReferenceSample sample = sample(info);
    var explainer = new SampledExplainer(info, sample, ExplainerTest::sums);

    Explanation explanation = explainer.explain(row(3.0, 8L, "a"));

    Part part = explanation.answered();
    List<Double> errors = Objects.requireNonNull(explanation.standardErrors());
    assertThat(explanation.exact()).isFalse();
    assertThat(explanation.evaluations()).isPositive().isLessThan(4_100);
    assertThat(part.value()).isEqualTo(19);
    assertThat(part.contributions()[2]).isZero();
    assertThat(errors.get(2)).isZero();
    double meanY =
        IntStream.range(0, ROWS)
            .mapToDouble(i -> ((Long) Objects.requireNonNull(sample.row(i).get("y"))))
            .average()
            .orElseThrow();
    assertThat(errors.get(1)).isPositive().isLessThan(1);
    assertThat(part.contributions()[1]).isCloseTo(2 * (8 - meanY), within(4 * errors.get(1)));
    assertThat(part.bias() + part.contributions()[0] + part.contributions()[1])
        .isEqualTo(part.margin())
        .isCloseTo(19, within(1e-12));
    assertThat(explainer.explain(row(3.0, 8L, "a")).answered().contributions())
        .as("the same row is explained alike")
        .isEqualTo(part.contributions());
  }

  @Test
  void anEstimateSharesWhatTwoFeaturesDoTogether() {
    BundleInfo info = info(BundleInfo.Objective.BINARY);
    var explainer =
        new SampledExplainer(
            info,
            new ReferenceSample(
                info,
                List.of(
                    new Values.Numbers(new double[] {0}),
                    new Values.Numbers(new double[] {0}),
                    new Values.Texts(new int[] {-1}, List.of())),
                null),
            rows ->
                rows.stream()
                    .map(row -> new double[] {number(row[0]) * number(row[1])})
                    .toArray(double[][]::new));
    Part part = explainer.explain(row(1.0, 1L, null)).answered();
    assertThat(part.contributions()).containsExactly(0.5, 0.5, 0);
    assertThat(part.label()).isEqualTo("yes");
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  @Test
  void aModelOfVeryManyFeaturesIsNotEstimated() {
    List<FeatureColumn> columns =
        IntStream.range(0, 1001)
            .mapToObj(i -> FeatureColumn.of("f" + i, FeatureColumn.Type.DOUBLE))
            .toList();
    BundleInfo info =
        BundleInfo.trees(
            new Signature(columns), BundleInfo.Objective.REGRESSION, "t", List.of(), List.of());
    var explainer =
        new SampledExplainer(
            info, new ReferenceSample(info, List.of(), null), rows -> new double[0][]);
    assertThatThrownBy(() -> explainer.explain(Map.of()))
        .isInstanceOf(NoriaException.class)
        .hasMessage(
            "contributions: 1001 features (expected: at most 1000 of a model that only answers"
                + " rows)");
  }
}
