package io.noria.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.NoriaException;
import io.noria.registry.LinearModel.Category;
import io.noria.registry.LinearModel.Missing;
import io.noria.registry.LinearModel.Number;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearModelTest {
  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              FeatureColumn.of("age", FeatureColumn.Type.DOUBLE),
              new FeatureColumn("city", FeatureColumn.Type.STRING, List.of("Bonn", "Köln"))));
  private static final List<LinearModel.Encoded> COLUMNS =
      List.of(
          new Number("age", 40, 10),
          new Missing("age"),
          new Category("city", "Bonn"),
          new Category("city", "Köln"),
          new Missing("city"));

  private static BundleInfo info(BundleInfo.Objective objective, String... classes) {
    return new BundleInfo(
        1,
        SIGNATURE,
        objective,
        "y",
        List.of(classes),
        0.5,
        List.of(),
        BundleInfo.Runtime.LINEAR,
        "");
  }

  private static LinearModel single() {
    return new LinearModel(
        List.of(0.5),
        COLUMNS,
        List.of(List.of(2.0), List.of(-1.0), List.of(0.25), List.of(-0.5), List.of(4.0)));
  }

  private static double[] answer(LinearModel model, BundleInfo info, double age, double city) {
    LinearPredictor predictor = model.predictor(info);
    double[] out = new double[predictor.outputs()];
    predictor.predict(new double[] {age, city}, out);
    return out;
  }

  @Test
  void aRegressionAddsStandardisedNumbersCategoriesAndMarksOfWhatIsMissing() {
    BundleInfo info = info(BundleInfo.Objective.REGRESSION);
    assertThat(answer(single(), info, 45, 1)).containsExactly(0.5 + 2 * 0.5 - 0.5);
    assertThat(answer(single(), info, 45, 0)).containsExactly(0.5 + 2 * 0.5 + 0.25);
    assertThat(answer(single(), info, Double.NaN, Double.NaN)).containsExactly(0.5 - 1 + 4);
  }

  @Test
  void ofTwoClassesItGivesThePositiveOnesProbability() {
    assertThat(answer(single(), info(BundleInfo.Objective.BINARY, "no", "yes"), 45, 1)[0])
        .isCloseTo(1 / (1 + Math.exp(-1)), within(1e-15));
  }

  @Test
  void ofManyClassesItGivesEachItsProbability() {
    LinearModel model =
        new LinearModel(
            List.of(0.0, 1.0, 1000.0),
            List.of(new Number("age", 0, 1)),
            List.of(List.of(0.0, 0.0, -10.0)));
    double[] out = answer(model, info(BundleInfo.Objective.MULTICLASS, "a", "b", "c"), 100, 0);
    double sum = 2 + Math.E;
    assertThat(out).containsExactly(new double[] {1 / sum, Math.E / sum, 1 / sum}, within(1e-15));
  }

  @Test
  void itsFileIsReadBackAsItWas() {
    assertThat(single().toJson())
        .startsWith("{\"format\":1,\"intercepts\":[0.5],\"columns\":[{\"feature\":\"age\",")
        .contains("\"kind\":\"number\",\"mean\":40.0,\"scale\":10.0}");
    assertThat(LinearModel.fromJson(single().toJson())).isEqualTo(single());
  }

  @Test
  void aFileThatIsNoSuchModelIsRefused() {
    assertThatThrownBy(() ->
            LinearModel.fromJson(
                "{\"format\":1,\"intercepts\":[0],\"columns\":[{\"feature\":\"a\",\"kind\":\"number\",\"mean\":0}],\"weights\":[[1]]}"))
        .isInstanceOf(NoriaException.class)
        .hasMessage("linear.json: scale of number a: nothing (expected: a value)");
    assertThatThrownBy(() ->
            LinearModel.fromJson(
                "{\"format\":1,\"intercepts\":[0],\"columns\":[],\"weights\":[[1]]}"))
        .hasMessageContaining("0 columns, 1 rows of weights (expected:");
    assertThatThrownBy(() ->
            LinearModel.fromJson("{\"format\":2,\"intercepts\":[0],\"columns\":[],\"weights\":[]}"))
        .hasMessage("linear.json: format 2 (expected: 1)");
  }

  @Test
  void aModelThatDoesNotFitTheSignatureIsRefused() {
    assertThatThrownBy(
            () -> single().predictor(info(BundleInfo.Objective.MULTICLASS, "a", "b", "c")))
        .hasMessage("linear model: 1 outputs (expected: 3)");
    var strange =
        new LinearModel(List.of(0.0), List.of(new Category("city", "Ulm")), List.of(List.of(1.0)));
    assertThatThrownBy(() -> strange.predictor(info(BundleInfo.Objective.REGRESSION)))
        .hasMessage(
            "linear model: Category[feature=city, value=Ulm] (expected: one of the column's categories)");
    var twice =
        new LinearModel(
            List.of(0.0),
            List.of(new Missing("age"), new Missing("age")),
            List.of(List.of(1.0), List.of(1.0)));
    assertThatThrownBy(() -> twice.predictor(info(BundleInfo.Objective.REGRESSION)))
        .hasMessage("linear model: Missing[feature=age] twice (expected: once)");
  }
}
