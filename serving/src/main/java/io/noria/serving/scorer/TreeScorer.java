package io.noria.serving.scorer;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.serving.tree.TreeEnsemble;

/** Boosted trees. */
public final class TreeScorer implements Scorer {
  private final TreeEnsemble trees;
  private final int groups;

  /**
   * Of the trees.
   *
   * @throws NoriaException FAILED_PRECONDITION when trees and bundle do not fit each other
   */
  public TreeScorer(TreeEnsemble trees, BundleInfo info) {
    this.trees = trees;
    this.groups = trees.groups();
    int features = info.signature().features().size();
    int outputs = Scorer.outputs(info);
    if (trees.features() != features || groups != outputs) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "trees of %d features and %d groups (expected: %d and %d, as the signature and classes have)"
              .formatted(trees.features(), groups, features, outputs));
    }
  }

  /** The trees. */
  public TreeEnsemble trees() {
    return trees;
  }

  @Override
  public int outputs() {
    return groups;
  }

  @Override
  public String platform() {
    return "noria_trees";
  }

  @Override
  public void score(RowBlock rows, double[] out) {
    float[] answer = new float[groups];
    float[] row = new float[rows.columns()];
    double[] values = rows.values();
    int from = 0;
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int column = 0; column < row.length; column++) {
        row[column] = (float) values[from++];
      }
      trees.predict(row, answer);
      for (float number : answer) {
        out[at++] = number;
      }
    }
  }
}
