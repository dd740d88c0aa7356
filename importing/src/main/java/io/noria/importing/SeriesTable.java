package io.noria.importing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tables that grow row by row, as CSV files (RFC 4180) in a folder of their own: what is no number
 * and so no metric. Rows wait in memory up to a bound and are appended then, so that any number of
 * tables needs one open file. Not thread-safe.
 */
public final class SeriesTable {
  private static final int MOST_WAITING = 4 << 20;

  private final Path folder;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Map<String, StringBuilder> waiting = new LinkedHashMap<>();
  private int characters;

  /** Tables in this folder, which is made when the first row comes. */
  public SeriesTable(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds a row.
   *
   * @param name the table's name
   * @param header its columns, for its first row
   * @param cells as many; null stands for nothing
   */
  public void add(String name, List<String> header, @Nullable String... cells) throws IOException {
    StringBuilder rows = waiting.computeIfAbsent(name, key -> new StringBuilder());
    int before = rows.length();
    if (!files.containsKey(name)) {
      files.put(name, folder.resolve("table-" + files.size() + ".csv"));
      rows.append(String.join(",", header)).append("\r\n");
    }
    for (int i = 0; i < cells.length; i++) {
      rows.append(i == 0 ? "" : ",").append(quoted(cells[i]));
    }
    rows.append("\r\n");
    characters += rows.length() - before;
    if (characters > MOST_WAITING) {
      flush();
    }
  }

  /** Writes what waits; the tables by name, in the order in which they began. */
  public Map<String, Path> finish() throws IOException {
    flush();
    return Collections.unmodifiableMap(files);
  }

  private void flush() throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, StringBuilder> rows : waiting.entrySet()) {
      Path file = files.get(rows.getKey());
      if (file != null) {
        try (BufferedWriter out =
            Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          out.append(rows.getValue());
        }
      }
    }
    waiting.clear();
    characters = 0;
  }

  private static String quoted(@Nullable String cell) {
    if (cell == null) {
      return "";
    }
    boolean plain =
        cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            && !cell.isEmpty();
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
