package io.noria.serving.python;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What to load.
 *
 * @param name of the model, for messages
 * @param path a pickle or joblib file, or a folder with {@code MLmodel}; it must stay as long as
 *     the model is used
 * @param interpreter the Python that has the model's libraries
 * @param paths folders with modules that the model imports
 */
public record PythonSource(String name, Path path, Path interpreter, List<Path> paths) {
  /** Copies. */
  public PythonSource {
    path = path.toAbsolutePath();
    paths = List.copyOf(paths);
  }

  /** With no modules of its own. */
  public static PythonSource of(String name, Path path, Path interpreter) {
    return new PythonSource(name, path, interpreter, List.of());
  }

  String kind() {
    return Files.isDirectory(path) ? "mlflow" : "file";
  }
}
