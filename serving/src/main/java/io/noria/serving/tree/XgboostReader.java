package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads XGBoost's model format (xgboost.readthedocs.io, "Introduction to Model IO", schema in
 * {@code doc/model.schema}), in JSON or UBJSON. Members may come in any order, so what depends on
 * others is put together at the end, by {@link XgboostModel}.
 */
final class XgboostReader {
  final List<SourceTree> trees = new ArrayList<>();
  final List<XgboostCategories> categories = new ArrayList<>();
  List<String> featureNames = List.of();
  List<String> featureTypes = List.of();
  int[] treeInfo = {};
  int[] iterations = {};
  float[] weightDrop = {};
  float @Nullable [] weights;
  String booster = "";
  String objective = "";
  String baseScore = "";
  String bestIteration = "";
  boolean wrapped;
  int features;
  int classes;
  int targets = 1;
  int parallelTrees = 1;

  private final ModelFile file;
  private final boolean covers;

  private XgboostReader(ModelFile file, boolean covers) {
    this.file = file;
    this.covers = covers;
  }

  /**
   * Reads a model and closes the file.
   *
   * @param covers whether to keep how much of the training data came to each node
   */
  static XgboostReader read(ModelFile file, boolean covers) throws IOException {
    var reader = new XgboostReader(file, covers);
    try (file) {
      file.object(name -> reader.within(name, "learner", () -> file.object(reader::learner)));
    }
    if (reader.booster.isEmpty()) {
      throw FlatTrees.damaged("no trees");
    }
    return reader;
  }

  private void learner(String name) throws IOException {
    switch (name) {
      case "learner_model_param" -> file.object(this::modelParam);
      case "objective" -> file.object(m -> within(m, "name", () -> objective = file.text()));
      case "gradient_booster" -> file.object(this::gradientBooster);
      case "attributes" -> file.object(this::attribute);
      case "feature_names" -> featureNames = texts();
      case "feature_types" -> featureTypes = texts();
      default -> file.skip();
    }
  }

  private void modelParam(String name) throws IOException {
    switch (name) {
      case "base_score" -> baseScore = file.text();
      case "num_feature" -> features = number(name, file.text());
      case "num_class" -> classes = number(name, file.text());
      case "num_target" -> targets = number(name, file.text());
      default -> file.skip();
    }
  }

  private void attribute(String name) throws IOException {
    switch (name) {
      case "best_iteration" -> bestIteration = file.text();
      case "scikit_learn" -> {
        wrapped = true;
        file.skip();
      }
      default -> file.skip();
    }
  }

  private void gradientBooster(String name) throws IOException {
    switch (name) {
      case "name" -> booster = file.text();
      case "model" -> file.object(this::model);
      // DART keeps its trees within, and what each of them still weighs.
      case "gbtree" -> file.object(m -> within(m, "model", () -> file.object(this::model)));
      case "weight_drop" -> weightDrop = file.floats();
      default -> file.skip();
    }
  }

  private void model(String name) throws IOException {
    switch (name) {
      case "trees" -> file.array(() -> trees.add(SourceTree.read(file, covers)));
      case "tree_info" -> treeInfo = file.integers();
      case "iteration_indptr" -> iterations = file.integers();
      case "weights" -> weights = file.floats();
      case "gbtree_model_param" ->
          file.object(
              m -> within(m, "num_parallel_tree", () -> parallelTrees = number(m, file.text())));
      case "cats" ->
          file.object(m ->
              within(
                  m, "enc", () -> file.array(() -> categories.add(XgboostCategories.read(file)))));
      default -> file.skip();
    }
  }

  private List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    file.array(() -> texts.add(file.text()));
    return texts;
  }

  private static int number(String name, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw FlatTrees.damaged(name + " " + text);
  }

  private void within(String name, String wanted, JsonReader.Element read) throws IOException {
    if (name.equals(wanted)) {
      read.read();
    } else {
      file.skip();
    }
  }

  static NoriaException unsupported(String what) {
    return new NoriaException(ErrorCode.FAILED_PRECONDITION, "model: " + what);
  }
}
