package io.noria.serving.scorer;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.serving.tree.TreeEnsemble;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  public void score(
      List<double[]> raw,
      List<float[]> encoded,
      @Nullable List<@Nullable String[]> unknown,
      double[] out) {
    float[] answer = new float[groups];
    int at = 0;
    for (int row = 0; row < encoded.size(); row++) {
      trees.predict(encoded.get(row), answer);
      for (float number : answer) {
        out[at++] = number;
      }
    }
  }
}
