package io.noria.serving.tree;

import java.io.IOException;
import java.io.InputStream;

/**
 * Boosted trees in flat arrays. The margins are bit for bit those of XGBoost: features are compared
 * as float32, and leaves are added as float32 in the order of the trees. Immutable and thread-safe.
 *
 * <p>All nodes of all trees lie in three arrays. A node's right child lies next to its left one, so
 * one number leads to both; a leaf has child 0, which is nobody's child because it is a root.
 */
public final class TreeEnsemble {
  /** Set in a head when a missing value goes right. */
  static final int MISSING_RIGHT = 1;

  /** Set in a head when the node asks whether a category is in its set. */
  static final int CATEGORICAL = 2;

  private final Objective objective;
  private final int features;
  private final int groups;
  private final float[] base;
  private final int[] roots;
  private final int[] groupOf;
  private final int[] heads;
  private final int[] lefts;
  private final float[] values;
  private final int[] bits;

  private final TreeModel model;

  TreeEnsemble(Objective objective, int features, float[] base, FlatTrees trees, TreeModel model) {
    this.objective = objective;
    this.features = features;
    this.groups = base.length;
    this.base = base;
    this.roots = trees.roots();
    this.groupOf = trees.groupOf();
    this.heads = trees.heads();
    this.lefts = trees.lefts();
    this.values = trees.values();
    this.bits = trees.bits();
    this.model = model;
  }

  /**
   * Reads a model as XGBoost saves it in JSON or UBJSON (checked with models of 2.1 to 3.4).
   *
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when the model has no trees that can
   *     be explained (linear boosters, DART's dropping, trees with vector leaves: {@link TreeModel}
   *     reads those), DATA_LOSS when the bytes are not such a model
   */
  public static TreeEnsemble readXgboost(InputStream file) throws IOException {
    return ModelFormat.ensemble(file, false, new FlatTrees());
  }

  /** The same trees, made for predicting. */
  public TreeModel model() {
    return model;
  }

  /** How margins become predictions. */
  public Objective objective() {
    return objective;
  }

  /** How many numbers a row has. */
  public int features() {
    return features;
  }

  /** How many margins a row gets: 1, or one for each class. */
  public int groups() {
    return groups;
  }

  /** How many trees. */
  public int trees() {
    return roots.length;
  }

  /**
   * Adds up the trees for one row.
   *
   * @param row one number for each feature; NaN is missing; categories are given as their codes
   * @param out {@link #groups()} margins
   */
  public void margins(float[] row, float[] out) {
    double[] twice = new double[groups];
    model.margins(row, 0, 1, twice, 0);
    for (int group = 0; group < groups; group++) {
      out[group] = (float) twice[group];
    }
  }

  /** {@link #margins} turned into probabilities, or into the number of a regression. */
  public void predict(float[] row, float[] out) {
    double[] twice = new double[groups];
    model.predict(row, 0, 1, twice, 0);
    for (int group = 0; group < groups; group++) {
      out[group] = (float) twice[group];
    }
  }

  /** 0 when the row goes to the left child of the node, 1 when to the right one. */
  int side(int node, float[] row) {
    int head = heads[node];
    float value = row[head >>> 2];
    if (Float.isNaN(value)) {
      return head & MISSING_RIGHT;
    }
    if ((head & CATEGORICAL) == 0) {
      return value < values[node] ? 0 : 1;
    }
    return chosen(node, value) ? 1 : 0;
  }

  /** Where the tree begins. */
  int root(int tree) {
    return roots[tree];
  }

  /** The group that the tree adds to. */
  int groupOf(int tree) {
    return groupOf[tree];
  }

  /** The left child; the right one is next to it; 0 for a leaf. */
  int left(int node) {
    return lefts[node];
  }

  /** The feature that an inner node asks about. */
  int feature(int node) {
    return heads[node] >>> 2;
  }

  /** What a leaf adds. */
  float leafValue(int node) {
    return values[node];
  }

  /** How many nodes all trees have. */
  int nodes() {
    return lefts.length;
  }

  /** The margin that the group starts from. */
  float base(int group) {
    return base[group];
  }

  /** A category in the set goes right; anything that is no category of the set goes left. */
  private boolean chosen(int node, float value) {
    if (value < 0 || value >= 1 << 24) {
      return false;
    }
    int from = Float.floatToRawIntBits(values[node]);
    int category = (int) value;
    int word = category >>> 5;
    return word < bits[from] && (bits[from + 1 + word] >>> (category & 31) & 1) != 0;
  }
}
