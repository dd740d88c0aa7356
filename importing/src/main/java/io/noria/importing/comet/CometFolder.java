package io.noria.importing.comet;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What lies in a download: {@code WORKSPACE/PROJECT/EXPERIMENT} with the experiment's files, and
 * beside the projects {@code artifacts}, {@code model-registry} and {@code panels}.
 *
 * @param experiments the experiments' folders
 * @param models folders {@code WORKSPACE/model-registry/NAME}
 * @param artifacts folders {@code WORKSPACE/artifacts/NAME}
 * @param panels folders {@code WORKSPACE/panels}
 */
record CometFolder(
    List<Path> experiments, List<Path> models, List<Path> artifacts, List<Path> panels) {
  private static final int DEEPEST = 3;
  private static final List<String> SIGNS =
      List.of(
          "metadata.json",
          "metrics.jsonl",
          "parameters.json",
          "others.jsonl",
          "system_details.json",
          "metrics_summary.jsonl");

  /** Looks through the folder: the whole download, a workspace, a project or an experiment. */
  static CometFolder in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw NoriaException.invalid(
          folder + ": no such folder (expected: what cometx download wrote)");
    }
    CometFolder found =
        new CometFolder(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    found.look(folder, 0);
    if (found.experiments.isEmpty() && found.models.isEmpty() && found.artifacts.isEmpty()) {
      throw NoriaException.invalid(
          folder
              + ": no experiment in it (expected: what cometx download wrote,"
              + " WORKSPACE/PROJECT/EXPERIMENT/metadata.json)");
    }
    return found;
  }

  private void look(Path folder, int depth) throws IOException {
    String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
    boolean top = depth == 0;
    if (SIGNS.stream().anyMatch(sign -> Files.isRegularFile(folder.resolve(sign)))) {
      experiments.add(folder);
    } else if (name.equals("model-registry") && !top) {
      models.addAll(folders(folder));
    } else if (name.equals("artifacts") && !top) {
      artifacts.addAll(folders(folder));
    } else if (name.equals("panels") && !top) {
      panels.add(folder);
    } else if (depth < DEEPEST) {
      for (Path inner : folders(folder)) {
        look(inner, depth + 1);
      }
    }
  }

  private static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(Files::isDirectory)
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** The regular files below a folder; none when it is not there. Links are not followed. */
  static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(path -> Files.isRegularFile(path) && !Files.isSymbolicLink(path))
          .sorted()
          .toList();
    }
  }
}
