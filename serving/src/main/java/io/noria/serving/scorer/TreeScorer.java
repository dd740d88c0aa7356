package io.noria.serving.scorer;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.serving.tree.HeapBytes;
import io.noria.serving.tree.TreeModel;

/** Boosted trees. */
public final class TreeScorer implements Scorer {
  private final TreeModel model;
  private final boolean second;
  private final long bytes;

  /**
   * Of a bundle's trees.
   *
   * @throws NoriaException FAILED_PRECONDITION when trees and bundle do not fit each other
   */
  public TreeScorer(TreeModel model, BundleInfo info) {
    this(model, false);
    int features = info.signature().features().size();
    int outputs = Scorer.outputs(info);
    if (model.features().size() != features || model.outputs() != outputs) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "trees of %d features and %d groups (expected: %d and %d, as the signature and classes have)"
              .formatted(model.features().size(), model.outputs(), features, outputs));
    }
  }

  /**
   * Of a library's file.
   *
   * @param second whether of the two numbers of a row only the second counts: the positive class's
   *     probability, where both are given
   */
  public TreeScorer(TreeModel model, boolean second) {
    this.model = model;
    this.second = second;
    this.bytes = HeapBytes.of(model);
  }

  @Override
  public int outputs() {
    return second ? 1 : model.outputs();
  }

  /** Whether its library compares and answers in single precision. */
  public boolean single() {
    return model.format() == TreeModel.Format.XGBOOST;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public String platform() {
    return "noria_trees";
  }

  @Override
  public void score(RowBlock rows, double[] out) {
    if (!second) {
      model.predict(rows.values(), 0, rows.size(), out, 0);
      return;
    }
    double[] both = new double[2 * rows.size()];
    model.predict(rows.values(), 0, rows.size(), both, 0);
    for (int row = 0; row < rows.size(); row++) {
      out[row] = both[2 * row + 1];
    }
  }
}
