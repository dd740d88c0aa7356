package io.noria.serving.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the forest of TreeEnsembleRegressor and TreeEnsembleClassifier, versions 1 to 3: a list of
 * nodes with the ids of tree and node, and a list of weights with the ids of their leaves. The
 * first node of a tree is its root.
 */
final class OnnxReader {
  private final OnnxAttributes given;
  private final ForestBuilder builder;
  private final OnnxLeaves leaves;

  private OnnxReader(OnnxAttributes given, ForestBuilder builder, OnnxLeaves leaves) {
    this.given = given;
    this.builder = builder;
    this.leaves = leaves;
  }

  /**
   * Builds.
   *
   * @param prefix what the attributes of the leaves begin with, and what their targets' does
   */
  static void read(OnnxAttributes given, String prefix, ForestBuilder builder, OnnxLeaves leaves) {
    new OnnxReader(given, builder, leaves).trees(prefix);
  }

  private record Place(long tree, long node) {}

  private void trees(String prefix) {
    long[] treeIds = given.integers("nodes_treeids");
    int nodes = treeIds.length;
    long[] nodeIds = given.integers("nodes_nodeids", nodes);
    Map<Place, Integer> places = new HashMap<>();
    for (int i = 0; i < nodes; i++) {
      if (places.put(new Place(treeIds[i], nodeIds[i]), i) != null) {
        throw OnnxAttributes.damaged(
            "node " + nodeIds[i] + " of tree " + treeIds[i] + " is there twice");
      }
    }
    List<List<Integer>> weights = weights(prefix, places, nodes);
    for (int from = 0; from < nodes; ) {
      int to = from + 1;
      while (to < nodes && treeIds[to] == treeIds[from]) {
        to++;
      }
      tree(prefix, from, to, places, weights);
      from = to;
    }
  }

  /** For each node the places of its weights, in their order. */
  private List<List<Integer>> weights(String prefix, Map<Place, Integer> places, int nodes) {
    List<List<Integer>> weights = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      weights.add(new ArrayList<>(1));
    }
    long[] treeIds = given.integers(prefix + "_treeids");
    long[] nodeIds = given.integers(prefix + "_nodeids", treeIds.length);
    given.integers(prefix + "_ids", treeIds.length);
    checkNumbers(prefix + "_weights", treeIds.length);
    for (int i = 0; i < treeIds.length; i++) {
      Integer place = places.get(new Place(treeIds[i], nodeIds[i]));
      if (place == null) {
        throw OnnxAttributes.damaged(
            "a weight of node " + nodeIds[i] + " of tree " + treeIds[i] + ", which is not there");
      }
      weights.get(place).add(i);
    }
    return weights;
  }

  private void checkNumbers(String name, int count) {
    if (given.numbers(name).length != count) {
      throw OnnxAttributes.damaged(name, given.numbers(name).length, count);
    }
  }

  private void tree(
      String prefix, int from, int to, Map<Place, Integer> places, List<List<Integer>> weights) {
    int nodes = given.integers("nodes_treeids").length;
    long tree = given.integers("nodes_treeids")[from];
    long[] features = given.integers("nodes_featureids", nodes);
    long[] whenTrue = given.integers("nodes_truenodeids", nodes);
    long[] whenFalse = given.integers("nodes_falsenodeids", nodes);
    long[] missing = given.integers("nodes_missing_value_tracks_true");
    checkNumbers("nodes_values", nodes);
    double[] values = given.numbers("nodes_values");
    List<String> modes = given.texts("nodes_modes");
    if (modes.size() != nodes) {
      throw OnnxAttributes.damaged("nodes_modes", modes.size(), nodes);
    }
    builder.begin(to - from);
    for (int i = from; i < to; i++) {
      OnnxMode mode = OnnxMode.of(modes.get(i));
      if (mode == OnnxMode.LEAF) {
        leaf(prefix, i - from, weights.get(i));
        continue;
      }
      var test =
          new OnnxMode.Test(
              feature(features[i]), values[i], i < missing.length && missing[i] == 1, 0);
      mode.split(
          builder,
          i - from,
          test,
          child(places, tree, whenTrue[i], from, to),
          child(places, tree, whenFalse[i], from, to));
    }
    builder.end();
  }

  static int feature(long id) {
    return (int) Math.clamp(id, -1, Integer.MAX_VALUE);
  }

  private static int child(Map<Place, Integer> places, long tree, long node, int from, int to) {
    Integer place = places.get(new Place(tree, node));
    if (place == null || place < from || place >= to) {
      throw OnnxAttributes.damaged("tree " + tree + " has no node " + node);
    }
    return place - from;
  }

  private void leaf(String prefix, int node, List<Integer> weights) {
    long[] ids = given.integers(prefix + "_ids");
    double[] numbers = given.numbers(prefix + "_weights");
    for (int place : weights) {
      leaves.weigh(ids[place], numbers[place]);
    }
    builder.leaf(node, leaves.end());
  }
}
