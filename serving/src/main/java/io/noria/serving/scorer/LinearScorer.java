package io.noria.serving.scorer;

import io.noria.registry.BundleInfo;
import io.noria.registry.LinearModel;
import io.noria.registry.LinearPredictor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Weights. */
public final class LinearScorer implements Scorer {
  private final LinearModel model;
  private final LinearPredictor predictor;

  /**
   * Of the model.
   *
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when model and bundle do not fit each
   *     other
   */
  public LinearScorer(LinearModel model, BundleInfo info) {
    this.model = model;
    this.predictor = model.predictor(info);
  }

  /** The weights. */
  public LinearModel model() {
    return model;
  }

  @Override
  public void score(
      List<double[]> raw,
      List<float[]> encoded,
      @Nullable List<@Nullable String[]> unknown,
      double[] out) {
    double[] answer = new double[predictor.outputs()];
    for (int row = 0; row < raw.size(); row++) {
      predictor.predict(raw.get(row), answer);
      System.arraycopy(answer, 0, out, row * answer.length, answer.length);
    }
  }
}
