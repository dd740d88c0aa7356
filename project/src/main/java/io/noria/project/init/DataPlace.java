package io.noria.project.init;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.project.init.Decision.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the data lies in the folder.
 *
 * @param path as the project file names it
 * @param table that reads it there
 */
record DataPlace(String path, Table table) {
  /** Larger files are linked. */
  private static final long LARGE = 256L << 20;

  /** Copies or links the files, or takes them as they lie under {@code out/data}. */
  static DataPlace put(
      Workplace place,
      DataFiles found,
      String source,
      Table table,
      boolean copy,
      List<Decision> decisions) {
    try {
      Path folder = Files.createDirectories(folder(place, found, source));
      List<Path> files = new ArrayList<>();
      long linked = 0;
      Set<String> taken = new HashSet<>();
      for (Path file : found.files()) {
        Path to = folder.resolve(free(fileName(file), taken));
        if (!file.startsWith(place.out())) {
          boolean link = !copy && Files.size(file) > LARGE;
          linked += link ? 1 : 0;
          if (link) {
            Files.createSymbolicLink(to, file.toAbsolutePath().toRealPath());
          } else {
            Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
          }
        } else if (!file.equals(to)) {
          Files.move(file, to);
        }
        files.add(to);
      }
      tell(found, linked, decisions);
      String from = table.from().replace(Table.list(table.files()), Table.list(files));
      return new DataPlace(
          path(place, found, files), new Table(table.engine(), from, files, table.columns(), true));
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "the data cannot be copied: " + e.getMessage(), e);
    }
  }

  private static void tell(DataFiles found, long linked, List<Decision> decisions) {
    int all = found.files().size();
    decisions.add(
        linked == 0
            ? new Decision(
                "data", Kind.DATA, "copied under data/", "a project's data lies in its folder", "")
            : new Decision(
                "data",
                Kind.DATA,
                "%d of %d files are linked from data/".formatted(linked, all),
                "they are larger than 256 MiB; keep them where they are",
                "--copy"));
  }

  /** Writes clean Parquet files. */
  static DataPlace convert(
      Workplace place,
      DataFiles found,
      String source,
      Table table,
      Collection<ColumnLook> looks,
      TargetLook target) {
    try {
      Path folder = Files.createDirectories(folder(place, found, source));
      String selection = SqlFile.conversion(List.copyOf(looks), target);
      List<Path> files = new ArrayList<>();
      Set<String> taken = new HashSet<>();
      for (int i = 0; i < table.files().size(); i++) {
        String name =
            fileName(found.files().get(i))
                .replaceAll("(?i)(\\.gz)?$", "")
                .replaceAll("\\.[A-Za-z0-9]{1,8}$", "");
        Path to = folder.resolve(free(name + ".parquet", taken));
        named(table).write(selection, where(table, i), to);
        files.add(to);
      }
      return new DataPlace(path(place, found, files), Table.parquet(table.engine(), files));
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "the data cannot be written: " + e.getMessage(), e);
    }
  }

  private static Table named(Table table) {
    if (table.files().size() == 1) {
      return table;
    }
    // All files are named, so that the types are the same in each.
    String from = table.from().substring(0, table.from().length() - 1) + ", filename = true)";
    return new Table(table.engine(), from, table.files(), table.columns(), false);
  }

  private static String where(Table table, int i) {
    return table.files().size() == 1
        ? ""
        : "WHERE filename = " + Names.text(table.files().get(i).toAbsolutePath().toString());
  }

  private static Path folder(Workplace place, DataFiles found, String source) {
    Path data = place.out().resolve("data");
    return found.several() ? data.resolve(source) : data;
  }

  private static String path(Workplace place, DataFiles found, List<Path> files) {
    String first = place.out().relativize(files.getFirst()).toString();
    if (!found.several()) {
      return first;
    }
    Set<String> endings =
        files.stream()
            .map(file -> fileName(file).replaceAll(".*(\\.[A-Za-z0-9]+)$", "*$1"))
            .collect(Collectors.toSet());
    String glob = endings.size() == 1 ? endings.iterator().next() : "*";
    return first.substring(0, first.lastIndexOf('/') + 1) + (glob.startsWith("*") ? glob : "*");
  }

  private static String fileName(Path file) {
    return String.valueOf(file.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static String free(String name, Set<String> taken) {
    String candidate = name;
    int n = 1;
    while (!taken.add(candidate)) {
      candidate = n++ + "-" + name;
    }
    return candidate;
  }
}
