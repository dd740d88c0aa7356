package io.noria.importing.neptune;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a dump: {@code data} holds a folder per project with {@code ID_part_N.parquet} of
 * its runs, {@code files} their files; {@code model_data} and {@code model_files} the same of the
 * model registry, one level deeper ({@code models}, {@code model_versions}). Part 0 appears last:
 * what lacks it was not exported to its end.
 *
 * @param data the runs' root; null when there is none
 * @param files the root of their files; null when there is none
 * @param modelData the registry's root; null when there is none
 * @param modelFiles the root of its files; null when there is none
 */
record NeptuneDump(
    @Nullable Path data,
    @Nullable Path files,
    @Nullable Path modelData,
    @Nullable Path modelFiles) {
  private static final String FIRST_PART = "_part_0.parquet";

  /** A folder of one project's objects. */
  record Project(Path folder, @Nullable Path files) {}

  /** One object's parts, in order. */
  record Parts(String name, List<Path> files) {}

  /** Finds the folders, whether the dump's own, the one above it or its data folder is named. */
  static NeptuneDump in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw NoriaException.invalid(
          folder
              + ": no such folder (expected: what neptune-exporter wrote, with data/ and files/)");
    }
    for (Path root : List.of(folder, folder.resolve("exports"))) {
      Path data = root.resolve("data");
      Path models = root.resolve("model_data");
      if (holds(data, "") || holds(models, "models")) {
        return new NeptuneDump(
            holds(data, "") ? data : null,
            folderOrNull(root.resolve("files")),
            holds(models, "models") ? models : null,
            folderOrNull(root.resolve("model_files")));
      }
    }
    if (holds(folder, "")) {
      return new NeptuneDump(
          folder, folderOrNull(folder.toAbsolutePath().resolveSibling("files")), null, null);
    }
    throw NoriaException.invalid(
        folder
            + ": no "
            + FIRST_PART.substring(1)
            + " in its project folders (expected: what neptune-exporter wrote, with"
            + " data/PROJECT/RUN_part_0.parquet)");
  }

  private static @Nullable Path folderOrNull(Path folder) {
    return Files.isDirectory(folder) ? folder : null;
  }

  private static boolean holds(Path root, String scope) {
    if (!Files.isDirectory(root)) {
      return false;
    }
    try {
      for (Project project : projects(root, null)) {
        Path folder = scope.isEmpty() ? project.folder() : project.folder().resolve(scope);
        if (Files.isDirectory(folder) && !objects(folder).isEmpty()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw NoriaException.invalid(root + ": not readable: " + e.getMessage());
    }
  }

  /** The projects of a root, by name. */
  static List<Project> projects(Path root, @Nullable Path files) throws IOException {
    try (Stream<Path> found = Files.list(root)) {
      return found
          .filter(Files::isDirectory)
          .filter(folder -> !folder.getFileName().toString().startsWith("."))
          .sorted()
          .map(folder ->
              new Project(
                  folder,
                  files == null
                      ? null
                      : folderOrNull(files.resolve(folder.getFileName().toString()))))
          .toList();
    }
  }

  /** The complete objects of a folder, by name. */
  static List<Parts> objects(Path folder) throws IOException {
    List<Path> all = parquet(folder);
    List<Parts> objects = new ArrayList<>();
    for (Path first : all) {
      String name = first.getFileName().toString();
      if (name.endsWith(FIRST_PART)) {
        String object = name.substring(0, name.length() - FIRST_PART.length());
        objects.add(new Parts(object, partsOf(object, all)));
      }
    }
    return objects;
  }

  /** The parts of objects whose first part is missing. */
  static List<String> incomplete(Path folder) throws IOException {
    List<String> complete = objects(folder).stream().map(Parts::name).toList();
    return parquet(folder).stream()
        .map(NeptuneDump::object)
        .distinct()
        .filter(object -> !complete.contains(object))
        .toList();
  }

  private static List<Path> parquet(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(file -> file.getFileName().toString().matches(".+_part_\\d{1,9}\\.parquet"))
          .sorted()
          .toList();
    }
  }

  private static String object(Path part) {
    String name = part.getFileName().toString();
    return name.substring(0, name.lastIndexOf("_part_"));
  }

  private static List<Path> partsOf(String object, List<Path> all) {
    return all.stream()
        .filter(part -> object(part).equals(object))
        .sorted(Comparator.comparingLong(NeptuneDump::number))
        .toList();
  }

  private static long number(Path part) {
    String name = part.getFileName().toString();
    return Long.parseLong(
        name.substring(name.lastIndexOf("_part_") + 6, name.length() - ".parquet".length()));
  }
}
