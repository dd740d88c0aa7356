package io.noria.serving.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts together what {@link LightgbmReader} has read. */
final class LightgbmModel {
  private final LightgbmReader read;
  private final int features;
  private final int outputs;
  private final LightgbmObjective objective;

  LightgbmModel(LightgbmReader read) {
    this.read = read;
    this.features = Numbers.whole("max_feature_idx", read.header.get("max_feature_idx")) + 1;
    this.outputs =
        Numbers.whole(
            "num_tree_per_iteration",
            read.header.getOrDefault(
                "num_tree_per_iteration", read.header.getOrDefault("num_class", "1")));
    this.objective = LightgbmObjective.of(read.header.getOrDefault("objective", ""));
    if (outputs < 1 || read.trees.size() % outputs != 0) {
      throw LightgbmReader.damaged(
          read.trees.size() + " trees in rounds of " + outputs + " (expected: whole rounds)");
    }
  }

  TreeModel model() {
    return new TreeModel(
        TreeModel.Format.LIGHTGBM,
        objective.name(),
        features(),
        objective.predicted(outputs),
        sums(),
        link());
  }

  private DoubleSums sums() {
    var builder = new ForestBuilder(features, false);
    var leaves = new LightgbmLeaves(features);
    for (LightgbmTree tree : read.trees) {
      tree.addTo(builder, leaves.count());
      leaves.add(tree);
    }
    Forest forest = builder.build(Encoder.Reading.LIGHTGBM);
    return new DoubleSums(forest, outputs, leaves);
  }

  /** A random forest's sums become means first. */
  private TreeModel.Link link() {
    TreeModel.Link link = objective.link();
    int rounds = read.trees.size() / outputs;
    if (!read.averaged || rounds == 0) {
      return link;
    }
    return (numbers, from, count) -> {
      for (int i = from; i < from + count; i++) {
        numbers[i] /= rounds;
      }
      link.apply(numbers, from, count);
    };
  }

  private List<TreeFeature> features() {
    List<String> names = Numbers.parts(read.header.get("feature_names"));
    List<String> infos = Numbers.parts(read.header.get("feature_infos"));
    checkCount("feature_names", names.size());
    checkCount("feature_infos", infos.size());
    List<@Nullable List<Object>> dictionaries = dictionaries(infos);
    List<TreeFeature> all = new ArrayList<>();
    for (int i = 0; i < features; i++) {
      List<Object> dictionary = dictionaries.get(i);
      boolean category = dictionary != null || categorical(infos.get(i));
      all.add(
          new TreeFeature(
              names.get(i),
              category ? TreeFeature.Type.CATEGORY : TreeFeature.Type.NUMBER,
              dictionary));
    }
    return all;
  }

  private void checkCount(String what, int have) {
    if (have != features) {
      throw LightgbmReader.damaged(
          what + " has " + have + " entries for " + features + " features");
    }
  }

  /** A number's range is in brackets; the codes of a category have colons between them. */
  private static boolean categorical(String info) {
    return !info.startsWith("[") && !info.equals("none");
  }

  /**
   * The data frame's dictionaries, each at its column. The file says only their order: they belong
   * to the columns that training took for categories, when these are as many.
   */
  private List<@Nullable List<Object>> dictionaries(List<String> infos) {
    List<@Nullable List<Object>> all = new ArrayList<>(Collections.nCopies(features, null));
    List<List<Object>> known = read.pandas;
    if (known == null || known.isEmpty()) {
      return all;
    }
    List<Integer> columns = given();
    if (columns.size() != known.size()) {
      columns =
          IntStream.range(0, features).filter(i -> categorical(infos.get(i))).boxed().toList();
    }
    if (columns.size() == known.size()) {
      for (int i = 0; i < columns.size(); i++) {
        all.set(columns.get(i), known.get(i));
      }
    }
    return all;
  }

  private List<Integer> given() {
    List<Integer> columns = new ArrayList<>();
    for (String part : read.categorical.split(",", -1)) {
      try {
        int column = Integer.parseInt(part.strip());
        if (column >= 0 && column < features) {
          columns.add(column);
        }
      } catch (NumberFormatException e) {
        // By name, or none: then the kinds of the columns decide.
        return List.of();
      }
    }
    columns.sort(null);
    return columns;
  }
}
