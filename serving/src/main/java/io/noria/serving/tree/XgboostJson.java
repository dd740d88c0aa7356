package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads XGBoost's JSON model format (xgboost.readthedocs.io, "Introduction to Model IO", schema in
 * {@code doc/model.schema}). Members may come in any order, so what depends on others is put
 * together at the end.
 */
final class XgboostJson {
  private final FlatTrees trees = new FlatTrees();
  private final java.util.List<SourceTree> sources = new java.util.ArrayList<>();
  private final boolean covers;
  private int[] treeInfo = {};
  private String booster = "";
  private String objective = "";
  private String baseScore = "";
  private int features;
  private int classes;
  private int targets = 1;

  /**
   * A reader.
   *
   * @param covers whether to keep how much of the training data came to each node
   */
  XgboostJson(boolean covers) {
    this.covers = covers;
  }

  /** The covers of the nodes of the ensemble that was read, in its order. */
  float[] covers() {
    return trees.covers();
  }

  TreeEnsemble read(InputStream stream) throws IOException {
    try (var json = JsonReader.of(stream)) {
      json.object(name -> within(json, name, "learner", () -> json.object(m -> learner(json, m))));
    }
    if (!booster.equals("gbtree")) {
      throw booster.isEmpty() ? FlatTrees.damaged("no trees") : unsupported("booster " + booster);
    }
    if (targets > 1) {
      throw unsupported(targets + " targets");
    }
    var kind = Objective.of(objective);
    int groups = kind.multi() ? classes : 1;
    for (SourceTree source : sources) {
      trees.add(source, features);
    }
    trees.groups(treeInfo, groups);
    return new TreeEnsemble(kind, features, base(kind, groups), trees);
  }

  private void learner(JsonReader json, String name) throws IOException {
    switch (name) {
      case "learner_model_param" -> json.object(param -> modelParam(json, param));
      case "objective" ->
          json.object(m -> within(json, m, "name", () -> this.objective = json.text()));
      case "gradient_booster" -> json.object(m -> gradientBooster(json, m));
      default -> json.skip();
    }
  }

  private void modelParam(JsonReader json, String name) throws IOException {
    switch (name) {
      case "base_score" -> baseScore = json.text();
      case "num_feature" -> features = number(name, json.text());
      case "num_class" -> classes = number(name, json.text());
      case "num_target" -> targets = number(name, json.text());
      default -> json.skip();
    }
  }

  private void gradientBooster(JsonReader json, String name) throws IOException {
    switch (name) {
      case "name" -> booster = json.text();
      case "model" -> json.object(m -> model(json, m));
      default -> json.skip();
    }
  }

  private void model(JsonReader json, String name) throws IOException {
    switch (name) {
      case "trees" -> json.array(() -> sources.add(SourceTree.read(json, covers)));
      case "tree_info" -> treeInfo = json.integers();
      default -> json.skip();
    }
  }

  /** The base score is one number, or since 3.1 a list of numbers in brackets, as text. */
  private float[] base(Objective kind, int groups) {
    String inner =
        baseScore.startsWith("[") ? baseScore.substring(1, baseScore.length() - 1) : baseScore;
    String[] parts = inner.split(",", -1);
    if (groups < 1 || (parts.length != 1 && parts.length != groups)) {
      throw FlatTrees.damaged("base_score " + baseScore + " for " + groups + " groups");
    }
    float[] base = new float[groups];
    try {
      for (int i = 0; i < groups; i++) {
        base[i] = kind.margin(Float.parseFloat(parts[parts.length == 1 ? 0 : i].strip()));
      }
    } catch (NumberFormatException e) {
      throw FlatTrees.damaged("base_score " + baseScore + " in " + Arrays.toString(parts));
    }
    return base;
  }

  private static int number(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw FlatTrees.damaged(name + " " + text);
    }
  }

  private static void within(JsonReader json, String name, String wanted, JsonReader.Element read)
      throws IOException {
    if (name.equals(wanted)) {
      read.read();
    } else {
      json.skip();
    }
  }

  static NoriaException unsupported(String what) {
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "model: " + what + " (expected: XGBoost trees with one number a leaf, booster gbtree)");
  }
}
