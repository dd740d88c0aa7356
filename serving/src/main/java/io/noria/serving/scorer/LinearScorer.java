package io.noria.serving.scorer;

import io.noria.registry.BundleInfo;
import io.noria.registry.LinearModel;
import io.noria.registry.LinearPredictor;
import io.noria.serving.tree.HeapBytes;

/** Weights. */
public final class LinearScorer implements Scorer {
  private final LinearModel model;
  private final LinearPredictor predictor;
  private final long bytes;

  /**
   * Of the model.
   *
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when model and bundle do not fit each
   *     other
   */
  public LinearScorer(LinearModel model, BundleInfo info) {
    this.model = model;
    this.predictor = model.predictor(info);
    this.bytes = HeapBytes.of(model);
  }

  /** The weights. */
  public LinearModel model() {
    return model;
  }

  @Override
  public int outputs() {
    return predictor.outputs();
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public String platform() {
    return "noria_linear";
  }

  @Override
  public void score(RowBlock rows, double[] out) {
    double[] answer = new double[predictor.outputs()];
    double[] values = new double[rows.columns()];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.values(), row * values.length, values, 0, values.length);
      predictor.predict(values, answer);
      System.arraycopy(answer, 0, out, row * answer.length, answer.length);
    }
  }
}
