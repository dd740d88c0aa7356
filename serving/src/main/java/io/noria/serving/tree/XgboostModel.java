package io.noria.serving.tree;

import io.noria.serving.tree.Slot.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what {@link XgboostReader} has read. */
final class XgboostModel {
  private static final int MOST_GROUPS = 1 << 20;
  private static final int MOST_FEATURES = 1 << 22;
  private static final TreeFeature PLAIN = new TreeFeature(null, TreeFeature.Type.NUMBER, null);

  private final XgboostReader read;
  private final Objective objective;
  private final int groups;
  private final float[] base;

  XgboostModel(XgboostReader read) {
    this.read = read;
    if (read.features > MOST_FEATURES) {
      throw XgboostReader.unsupported(
          "%d features (expected: at most %d)".formatted(read.features, MOST_FEATURES));
    }
    this.objective = Objective.of(read.objective);
    this.groups = objective.multi() ? read.classes : Math.max(1, read.targets);
    if (groups < 1 || groups > MOST_GROUPS) {
      throw FlatTrees.damaged(groups + " classes or targets");
    }
    this.base = base();
  }

  /** The model for predictions. */
  TreeModel model() {
    return new TreeModel(
        TreeModel.Format.XGBOOST,
        read.objective,
        features(),
        predicted(),
        margins(),
        objective::transform);
  }

  /** The trees for explanations. */
  TreeEnsemble ensemble(FlatTrees flat) {
    if (!read.booster.equals("gbtree")) {
      throw XgboostReader.unsupported(
          "booster " + read.booster + " (expected: gbtree, whose trees can be explained)");
    }
    int used = used();
    for (SourceTree tree : read.trees.subList(0, used)) {
      flat.add(tree, read.features);
    }
    flat.groups(Arrays.copyOf(read.treeInfo, used), groups);
    return new TreeEnsemble(objective, read.features, base, flat, model());
  }

  private Margins margins() {
    return switch (read.booster) {
      case "gbtree", "dart" -> trees();
      case "gblinear" -> linear();
      default ->
          throw XgboostReader.unsupported(
              "booster " + read.booster + " (expected: gbtree, dart or gblinear)");
    };
  }

  private LinearMargins linear() {
    float[] weights = read.weights;
    if (weights == null || weights.length != ((long) read.features + 1) * groups) {
      throw FlatTrees.damaged(
          "%d weights (expected: %d features and a bias for each of %d groups)"
              .formatted(weights == null ? 0 : weights.length, read.features, groups));
    }
    return new LinearMargins(read.features, base, weights);
  }

  private SingleSums trees() {
    int used = used();
    var builder = new ForestBuilder(read.features, true);
    boolean vectors = used > 0 && read.trees.getFirst().leafSize() > 1;
    var leaves = new Floats();
    for (int tree = 0; tree < used; tree++) {
      SourceTree source = read.trees.get(tree);
      int width = source.leafSize();
      if (width != (vectors ? groups : 1)) {
        throw FlatTrees.damaged("a tree's leaves have " + width + " values for " + groups);
      }
      float weight = read.booster.equals("dart") ? dropped(tree) : 1;
      add(source, builder, leaves, weight);
    }
    int[] groupOf = vectors ? new int[0] : groupOf(used);
    return new SingleSums(builder.build(Encoder.Reading.XGBOOST), base, groupOf, leaves.toArray());
  }

  private int[] groupOf(int used) {
    if (read.treeInfo.length != read.trees.size()) {
      throw FlatTrees.damaged(
          "tree_info has " + read.treeInfo.length + " entries for " + read.trees.size() + " trees");
    }
    int[] groupOf = Arrays.copyOf(read.treeInfo, used);
    for (int group : groupOf) {
      if (group < 0 || group >= groups) {
        throw FlatTrees.damaged("a tree belongs to group " + group + " of " + groups);
      }
    }
    return groupOf;
  }

  private float dropped(int tree) {
    if (read.weightDrop.length != read.trees.size()) {
      throw FlatTrees.damaged(
          "weight_drop has %d entries for %d trees"
              .formatted(read.weightDrop.length, read.trees.size()));
    }
    return read.weightDrop[tree];
  }

  private void add(SourceTree source, ForestBuilder builder, Floats leaves, float weight) {
    int count = source.check();
    builder.begin(count);
    for (int node = 0; node < count; node++) {
      int left = source.left()[node];
      if (left < 0) {
        builder.leaf(node, leaves.size() / source.leafSize());
        for (int i = 0; i < source.leafSize(); i++) {
          leaves.add(source.leafValue(node, i) * weight);
        }
        continue;
      }
      int right = source.right()[node];
      int feature = source.indices()[node];
      boolean missingLeft = source.defaultLeft()[node] != 0;
      if (source.categorical(node)) {
        // A category in the set goes right.
        var slot = new Slot(feature, missingLeft ? Kind.SET_MISSING_RIGHT : Kind.SET_MISSING_LEFT);
        builder.inSet(node, slot, builder.addSet(source.setOf(node)), right, left);
      } else {
        var slot = new Slot(feature, missingLeft ? Kind.MISSING_LEFT : Kind.MISSING_RIGHT);
        builder.less(node, slot, source.conditions()[node], left, right);
      }
    }
    builder.end();
  }

  /**
   * How many of the trees count. What the library's scikit-learn wrapper saved after an early stop
   * is predicted with up to the best iteration, as the wrapper does when it reads it back; a model
   * that was saved without the wrapper, with all, as the library does.
   */
  private int used() {
    int all = read.trees.size();
    if (!read.wrapped || read.bestIteration.isEmpty() || read.booster.equals("gblinear")) {
      return all;
    }
    long rounds;
    try {
      rounds = Long.parseLong(read.bestIteration) + 1;
    } catch (NumberFormatException e) {
      throw FlatTrees.damaged("best_iteration " + read.bestIteration);
    }
    if (rounds < 1) {
      throw FlatTrees.damaged("best_iteration " + read.bestIteration);
    }
    if (read.iterations.length > rounds) {
      int used = read.iterations[(int) rounds];
      if (used < 0 || used > all) {
        throw FlatTrees.damaged("an iteration that ends at tree " + used + " of " + all);
      }
      return used;
    }
    return (int) Math.min(all, rounds * groups * Math.max(1, read.parallelTrees));
  }

  private List<TreeFeature> features() {
    int count = read.features;
    checkCount("feature_names", read.featureNames.size(), count);
    checkCount("feature_types", read.featureTypes.size(), count);
    checkCount("cats.enc", read.categories.size(), count);
    if (read.featureNames.isEmpty() && read.featureTypes.isEmpty() && read.categories.isEmpty()) {
      return Collections.nCopies(count, PLAIN);
    }
    List<TreeFeature> features = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = read.featureNames.isEmpty() ? null : read.featureNames.get(i);
      List<Object> known = read.categories.isEmpty() ? List.of() : read.categories.get(i).values();
      features.add(new TreeFeature(name, type(i), known.isEmpty() ? null : known));
    }
    return features;
  }

  private static void checkCount(String what, int entries, int features) {
    if (entries != 0 && entries != features) {
      throw FlatTrees.damaged(what + " has " + entries + " entries for " + features + " features");
    }
  }

  private TreeFeature.Type type(int feature) {
    return switch (read.featureTypes.isEmpty() ? "q" : read.featureTypes.get(feature)) {
      case "int" -> TreeFeature.Type.INTEGER;
      case "i" -> TreeFeature.Type.INDICATOR;
      case "c" -> TreeFeature.Type.CATEGORY;
      default -> TreeFeature.Type.NUMBER;
    };
  }

  private TreeModel.Predicted predicted() {
    return switch (objective) {
      case BINARY_LOGISTIC -> TreeModel.Predicted.PROBABILITY;
      case BINARY_HINGE -> TreeModel.Predicted.LABEL;
      case BINARY_LOGITRAW -> TreeModel.Predicted.MARGIN;
      case MULTI_SOFTMAX, MULTI_SOFTPROB -> TreeModel.Predicted.PROBABILITIES;
      default -> TreeModel.Predicted.NUMBER;
    };
  }

  /** The base score is one number, or since 3.1 a list of numbers in brackets, as text. */
  private float[] base() {
    String text = read.baseScore;
    boolean list = text.startsWith("[") && text.endsWith("]");
    String[] parts = (list ? text.substring(1, text.length() - 1) : text).split(",", -1);
    if (parts.length != 1 && parts.length != groups) {
      throw FlatTrees.damaged("base_score " + text + " for " + groups + " groups");
    }
    float[] all = new float[groups];
    for (int i = 0; i < groups; i++) {
      all[i] = objective.margin(score(parts[parts.length == 1 ? 0 : i].strip()));
    }
    return all;
  }

  private float score(@Nullable String text) {
    try {
      return Float.parseFloat(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw FlatTrees.damaged("base_score " + read.baseScore);
    }
  }
}
