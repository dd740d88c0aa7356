package io.noria.serving.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * What each feature added to the margin of one row: the path-dependent SHAP values of Lundberg,
 * Erion and Lee, "Consistent Individualized Feature Attribution for Tree Ensembles" (2018), which
 * XGBoost answers for {@code pred_contribs=True}. A feature that is left out of a coalition is
 * answered by both children of its splits, each with the share of the training data that came to
 * it. Immutable and thread-safe; the scratch is not.
 *
 * <p>How it is computed. For one leaf of value v let every feature i on its path have the share
 * z<sub>i</sub> of the training data that goes the leaf's way, and o<sub>i</sub> = 1 when the row
 * goes it too, else 0. Shapley's weights s!(d-s-1)!/d! are the integrals of x<sup>s</sup>
 * (1-x)<sup>d-1-s</sup> over 0 to 1, so that
 *
 * <pre>  φ_i = v (o_i - z_i) ∫ Π_{j≠i} (o_j x + z_j (1-x)) dx</pre>
 *
 * The integrand is a polynomial of degree d-1, which {@link Quadrature} of d/2 points integrates
 * exactly: no approximation, and as all its terms are positive no cancellation either, at any
 * depth. The products are carried down the tree and the sums up (as Linear TreeSHAP does, Yu et al.
 * 2022), so that a tree of n nodes and depth D costs n·D/2 steps rather than the n·D² of the first
 * paper's algorithm.
 */
public final class TreeShap {
  private static final int DEEPEST = 1000;

  private final TreeEnsemble trees;

  /** For each node the share of its parent's training data that came to it; 1 for a root. */
  private final double[] shares;

  /** For each tree the rule that is exact for it. */
  private final Quadrature[] rules;

  private final double[] bias;
  private final int deepest;
  private final int widest;

  private TreeShap(TreeEnsemble trees, float[] covers) {
    this.trees = trees;
    this.shares = new double[trees.nodes()];
    this.rules = new Quadrature[trees.trees()];
    this.bias = new double[trees.groups()];
    for (int group = 0; group < bias.length; group++) {
      bias[group] = trees.base(group);
    }
    double[] cover = new double[trees.nodes()];
    int depth = 0;
    int points = 1;
    for (int tree = 0; tree < trees.trees(); tree++) {
      int root = trees.root(tree);
      int end = tree + 1 < trees.trees() ? trees.root(tree + 1) : trees.nodes();
      int[] depths = depths(root, end);
      int most = Arrays.stream(depths).max().orElse(0);
      if (most > DEEPEST) {
        throw XgboostReader.unsupported("trees of depth " + most + " cannot be explained");
      }
      share(root, end, covers, cover);
      bias[trees.groupOf(tree)] += mean(root);
      depth = Math.max(depth, most);
      int needed = Math.max(1, (Math.min(most, trees.features()) + 1) / 2);
      points = Math.max(points, needed);
      rules[tree] =
          tree > 0 && rules[tree - 1].points().length == needed
              ? rules[tree - 1]
              : Quadrature.of(needed);
    }
    this.deepest = depth;
    this.widest = points;
  }

  /**
   * Reads a model as XGBoost saves it in JSON or UBJSON, with the covers of its nodes.
   *
   * @throws io.noria.base.NoriaException as {@link TreeEnsemble#readXgboost} does; DATA_LOSS when
   *     the model has no {@code sum_hessian}
   */
  public static TreeShap readXgboost(InputStream file) throws IOException {
    var flat = new FlatTrees();
    TreeEnsemble trees = ModelFormat.ensemble(file, true, flat);
    float[] covers = flat.covers();
    if (covers.length != trees.nodes()) {
      throw FlatTrees.damaged(
          "sum_hessian of " + covers.length + " of " + trees.nodes() + " nodes");
    }
    return new TreeShap(trees, covers);
  }

  /** The trees that are explained. */
  public TreeEnsemble trees() {
    return trees;
  }

  /**
   * What a row without any known feature would get: the mean of the trees over the training data,
   * as their covers have it, plus the base score's margin.
   *
   * @param group the class; 0 when there is one
   */
  public double bias(int group) {
    return bias[group];
  }

  /** How many numbers {@link #contributions} writes: for each group the features, then the bias. */
  public int size() {
    return trees.groups() * (trees.features() + 1);
  }

  /** Room to compute in, for one thread at a time. */
  public Scratch scratch() {
    return new Scratch(trees.features(), (deepest + 1) * widest);
  }

  /**
   * Computes the contributions of one row, in the order of XGBoost's answer: for each group those
   * of the features, then the bias. Their sum is the margin but for the rounding of float64; see
   * {@link #close} for a sum without any.
   *
   * @param row one number for each feature, as {@link TreeEnsemble#margins} takes it
   * @param out {@link #size()} numbers
   */
  public void contributions(float[] row, double[] out, Scratch scratch) {
    int stride = trees.features() + 1;
    Arrays.fill(out, 0, size(), 0);
    scratch.row = row;
    scratch.out = out;
    for (int tree = 0; tree < rules.length; tree++) {
      scratch.offset = trees.groupOf(tree) * stride;
      scratch.points = rules[tree].points();
      scratch.weights = rules[tree].weights();
      Arrays.fill(scratch.down, 0, scratch.points.length, 1);
      walk(trees.root(tree), 0, scratch);
    }
    for (int group = 0; group < bias.length; group++) {
      out[group * stride + stride - 1] = bias[group];
    }
  }

  /**
   * Makes the sum of the contributions the very margin that the model answers with, whatever the
   * order of adding: all are put on a grid of powers of two so fine that it changes none by more
   * than 2<sup>-50</sup> of their sum, and what the model lost by adding its leaves in float32
   * (about 10<sup>-7</sup> of the margin) goes to the largest contribution.
   *
   * @param values the contributions of one group and its bias, last
   * @param margin what the model answers
   * @return the margin on the grid: the same when it is a float32 of the trees
   */
  public static double close(double[] values, double margin) {
    double total = Math.abs(margin);
    for (double value : values) {
      total += Math.abs(value);
    }
    if (total == 0 || !Double.isFinite(total)) {
      return margin;
    }
    double grid = Math.scalb(1.0, Math.getExponent(total) - 50);
    int bias = values.length - 1;
    int largest = bias;
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.rint(values[i] / grid) * grid;
      sum += values[i];
      boolean larger = largest == bias || Math.abs(values[i]) > Math.abs(values[largest]);
      if (i < bias && values[i] != 0 && larger) {
        largest = i;
      }
    }
    double reached = Math.rint(margin / grid) * grid;
    values[largest] += reached - sum;
    return reached;
  }

  /** Room for one walk. */
  public static final class Scratch {
    private float[] row = {};
    private double[] out = {};
    private int offset;
    private double[] points = {};
    private double[] weights = {};

    /** For each depth and point the product of the factors of the path. */
    private final double[] down;

    /** For each depth and point the sum over the leaves below of value times product. */
    private final double[] up;

    /** For each feature on the path the share of the data that goes the path's way at all of it. */
    private final double[] zero;

    /** For each feature whether the row goes the path's way at all of its splits. */
    private final boolean[] one;

    private Scratch(int features, int room) {
      this.down = new double[room];
      this.up = new double[room];
      this.zero = new double[features];
      this.one = new boolean[features];
      Arrays.fill(zero, 1);
      Arrays.fill(one, true);
    }
  }

  private void walk(int node, int at, Scratch s) {
    int n = s.points.length;
    int left = trees.left(node);
    if (left == 0) {
      double value = trees.leafValue(node);
      for (int q = at; q < at + n; q++) {
        s.up[q] = value * s.down[q];
      }
      return;
    }
    Arrays.fill(s.up, at, at + n, 0);
    int hot = left + trees.side(node, s.row);
    edge(trees.feature(node), left, left == hot, at, s);
    edge(trees.feature(node), left + 1, left + 1 == hot, at, s);
  }

  private void edge(int feature, int child, boolean hot, int at, Scratch s) {
    double zeroBefore = s.zero[feature];
    boolean oneBefore = s.one[feature];
    double zero = zeroBefore * shares[child];
    boolean one = oneBefore && hot;
    if (!one && zero < Double.MIN_NORMAL) {
      // No coalition comes here: whatever lies below counts for nothing.
      return;
    }
    boolean again = zeroBefore != 1 || !oneBefore;
    int n = s.points.length;
    int next = at + n;
    for (int q = 0; q < n; q++) {
      double x = s.points[q];
      double factor = factor(one, zero, x);
      s.down[next + q] =
          again
              ? s.down[at + q] * (factor / factor(oneBefore, zeroBefore, x))
              : s.down[at + q] * factor;
    }
    s.zero[feature] = zero;
    s.one[feature] = one;
    walk(child, next, s);
    s.zero[feature] = zeroBefore;
    s.one[feature] = oneBefore;
    double sum = 0;
    for (int q = 0; q < n; q++) {
      double below = s.up[next + q];
      s.up[at + q] += below;
      sum += s.weights[q] * below / factor(one, zero, s.points[q]);
    }
    double added = sum * ((one ? 1 : 0) - zero);
    if (again) {
      // The leaves below count with this edge's factor, no longer with that of the split above.
      double before = 0;
      for (int q = 0; q < n; q++) {
        before += s.weights[q] * s.up[next + q] / factor(oneBefore, zeroBefore, s.points[q]);
      }
      added -= before * ((oneBefore ? 1 : 0) - zeroBefore);
    }
    s.out[s.offset + feature] += added;
  }

  private static double factor(boolean one, double zero, double x) {
    double without = zero * (1 - x);
    return one ? x + without : without;
  }

  private int[] depths(int root, int end) {
    int[] depths = new int[end - root];
    for (int node = root; node < end; node++) {
      int left = trees.left(node);
      if (left != 0) {
        depths[left - root] = depths[node - root] + 1;
        depths[left + 1 - root] = depths[node - root] + 1;
      }
    }
    return depths;
  }

  /**
   * The shares of one tree. An inner node's cover is taken as the sum of its children's, which is
   * what it is but for rounding, so that the two shares add up to one.
   */
  private void share(int root, int end, float[] covers, double[] cover) {
    for (int node = end - 1; node >= root; node--) {
      int left = trees.left(node);
      if (left == 0) {
        cover[node] = Math.max(0, covers[node]);
        continue;
      }
      double both = cover[left] + cover[left + 1];
      cover[node] = both;
      shares[left] = both > 0 ? cover[left] / both : 0.5;
      shares[left + 1] = both > 0 ? cover[left + 1] / both : 0.5;
    }
    shares[root] = 1;
  }

  private double mean(int root) {
    int left = trees.left(root);
    return left == 0
        ? trees.leafValue(root)
        : shares[left] * mean(left) + shares[left + 1] * mean(left + 1);
  }
}
