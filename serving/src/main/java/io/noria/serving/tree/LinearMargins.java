package io.noria.serving.tree;

/**
 * XGBoost's linear booster: the bias, and each known feature times its weight, in float32. Of base
 * scores that differ by group the library adds the first one to every group.
 */
final class LinearMargins implements Margins {
  private final int features;
  private final float[] base;
  private final float[] weights;

  /**
   * Of the weights.
   *
   * @param weights for each feature and then for the bias, one for each group
   */
  LinearMargins(int features, float[] base, float[] weights) {
    this.features = features;
    this.base = base;
    this.weights = weights;
  }

  @Override
  public int outputs() {
    return base.length;
  }

  @Override
  public void add(Rows rows, int count, double[] out, int at) {
    int groups = base.length;
    for (int row = 0; row < count; row++) {
      for (int group = 0; group < groups; group++) {
        float sum = weights[features * groups + group] + base[0];
        for (int feature = 0; feature < features; feature++) {
          float value = (float) rows.get(row, feature);
          if (!Float.isNaN(value)) {
            sum += value * weights[feature * groups + group];
          }
        }
        out[at + row * groups + group] = sum;
      }
    }
  }
}
