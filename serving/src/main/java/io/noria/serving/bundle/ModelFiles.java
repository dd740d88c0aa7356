package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.serving.batch.Batching;
import io.noria.serving.onnx.OnnxModel;
import io.noria.serving.onnx.OnnxRuntime;
import io.noria.serving.scorer.Scorer;
import io.noria.serving.tree.TreeModel;
import io.noria.tracking.Artifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Models as other tools save them: an MLflow model's folder, or the file of one library. Which
 * library is told by MLflow's {@code MLmodel}, else by how the only file is named.
 */
final class ModelFiles {
  /** Files that tools lay beside a model. */
  private static final Set<String> BESIDE =
      Set.of(
          "requirements.txt",
          "registered_model_meta",
          "input_example.json",
          "serving_input_example.json",
          "config.json",
          "golden.json");

  private static final String MLMODEL = "MLmodel";

  private final OnnxRuntime onnx;
  private final PythonModels python;
  private final Batching.Limits limits;

  ModelFiles(OnnxRuntime onnx, PythonModels python, Batching.Limits limits) {
    this.onnx = onnx;
    this.python = python;
    this.limits = limits;
  }

  /**
   * A model and what is known of it.
   *
   * @param info as its bundle would say
   * @param scorer that evaluates it
   */
  record Loaded(BundleInfo info, Scorer scorer) {}

  /**
   * Loads what lies there.
   *
   * @throws NoriaException FAILED_PRECONDITION when it is nothing that can be served
   */
  Loaded load(BundleFiles files) throws IOException {
    List<String> paths = files.paths();
    MlflowModel mlflow =
        paths.contains(MLMODEL) ? MlflowModel.read(files.name(), files.bytes(MLMODEL)) : null;
    if (mlflow != null && mlflow.needsPython(paths)) {
      return python.load(files, null);
    }
    String file = file(files.name(), mlflow, paths);
    return switch (extension(file)) {
      case "onnx" -> onnx(files, file, mlflow);
      case "pkl", "pickle", "joblib" -> python.load(files, file);
      case "json", "ubj", "txt", "lgb", "xgb", "model", "bst" -> trees(files, file, mlflow);
      default ->
          throw new NoriaException(
              ErrorCode.FAILED_PRECONDITION,
              "model %s: %s (expected: %s)".formatted(files.name(), file, KINDS));
    };
  }

  private static final String KINDS =
      "a bundle, an MLflow model, or a file *.onnx, *.ubj or *.json (XGBoost), *.txt (LightGBM), *.pkl or *.joblib";

  private Loaded onnx(BundleFiles files, String file, @Nullable MlflowModel mlflow)
      throws IOException {
    var model = new OnnxModel(files.name(), onnx, new Onnx(files, file));
    return OnnxRows.loaded(files.name(), model, mlflow, limits);
  }

  /** An ONNX file, and those beside it that its weights lie in. */
  private record Onnx(BundleFiles files, String file) implements OnnxModel.Source {
    @Override
    public byte[] bytes() throws IOException {
      return files.bytes(file);
    }

    @Override
    public void lay(String path, long least, Path folder) throws IOException {
      String beside = file.substring(0, file.lastIndexOf('/') + 1) + path;
      Artifact found = files.find(beside).orElse(null);
      if (found == null || found.directory()) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "model %s: %s: its weights lie in %s, which is not there (expected: the file beside it)"
                .formatted(files.name(), file, beside));
      }
      if (found.size() < least) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "model %s: %s has %d bytes (expected: %d or more, as %s says)"
                .formatted(files.name(), beside, found.size(), least, file));
      }
      files.layAs(beside, path, folder);
    }
  }

  private static Loaded trees(BundleFiles files, String file, @Nullable MlflowModel mlflow)
      throws IOException {
    try {
      return TreeRows.loaded(files.read(file, TreeModel::read), mlflow);
    } catch (NoriaException e) {
      throw e.getMessage().startsWith("model ")
          ? e
          : new NoriaException(
              e.code(), "model %s: %s: %s".formatted(files.name(), file, e.getMessage()), e);
    }
  }

  private static String file(String name, @Nullable MlflowModel mlflow, List<String> paths) {
    String named = mlflow == null ? null : mlflow.file();
    if (named != null && paths.contains(named)) {
      return named;
    }
    List<String> known = paths.stream().filter(ModelFiles::known).toList();
    if (known.size() == 1) {
      return known.getFirst();
    }
    throw new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "model %s: %s (expected: %s)"
            .formatted(
                name,
                paths.isEmpty()
                    ? "no files"
                    : (known.isEmpty() ? "none of " : "which of ")
                        + paths.stream().limit(20).toList(),
                KINDS));
  }

  private static boolean known(String path) {
    return switch (extension(path)) {
      case "onnx", "ubj", "lgb", "xgb", "bst", "model" -> true;
      case "pkl", "pickle", "joblib" -> true;
      // Many things are called so; a model's own file lies at the top.
      case "json", "txt" -> path.indexOf('/') < 0 && !BESIDE.contains(path);
      default -> false;
    };
  }

  private static String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
