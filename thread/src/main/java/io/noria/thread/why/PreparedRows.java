package io.noria.thread.why;

import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows that pipelines prepared, by their keys. Tables asked last stay in memory when they are
 * small enough; in larger ones the engine looks for the row. Thread-safe.
 */
final class PreparedRows {
  private static final int KEPT = 4;
  private static final double MOST_CELLS = 4_000_000;
  private static final String TABLE = "prepared";
  private static final String KEY = "noria_key";

  private final ObjectStore objects;
  private final Engine engine;
  private final Map<Digest, Table> recent = new LinkedHashMap<>(16, 0.75f, true);

  /** A table with the place of each key; without rows when it is too large to keep. */
  private record Table(@Nullable Frame rows, Map<String, Integer> places) {}

  PreparedRows(ObjectStore objects, Engine engine) {
    this.objects = objects;
    this.engine = engine;
  }

  /**
   * The row of the key.
   *
   * @param columns the key's columns; a key of several is their texts with a slash between
   */
  Optional<Map<String, @Nullable Object>> find(Digest file, List<String> columns, String key)
      throws IOException {
    Path path = objects.localFile(file);
    Table table = table(file, path, columns);
    Frame rows = table.rows();
    if (rows != null) {
      return Optional.ofNullable(table.places().get(key)).map(rows::row);
    }
    Frame found =
        engine.query(
            "SELECT * FROM %s WHERE %s = '%s' LIMIT 1"
                .formatted(TABLE, text(columns), key.replace("'", "''")),
            Map.of(TABLE, List.of(path)));
    return found.rows() == 0 ? Optional.empty() : Optional.of(found.row(0));
  }

  private Table table(Digest file, Path path, List<String> columns) {
    synchronized (recent) {
      Table known = recent.get(file);
      if (known != null) {
        return known;
      }
    }
    Table read = read(path, columns);
    synchronized (recent) {
      recent.put(file, read);
      var oldest = recent.keySet().iterator();
      while (recent.size() > KEPT) {
        oldest.next();
        oldest.remove();
      }
    }
    return read;
  }

  private Table read(Path path, List<String> columns) {
    Map<String, List<Path>> tables = Map.of(TABLE, List.of(path));
    int width = engine.describe("SELECT * FROM " + TABLE, tables).size();
    double rows = engine.query("SELECT count(*) AS n FROM " + TABLE, tables).column("n").number(0);
    if (rows * width > MOST_CELLS) {
      return new Table(null, Map.of());
    }
    Frame frame =
        engine.query("SELECT *, %s AS %s FROM %s".formatted(text(columns), KEY, TABLE), tables);
    Column.Strings keys = frame.strings(KEY);
    Map<String, Integer> places = new HashMap<>();
    for (int row = 0; row < frame.rows(); row++) {
      String key = keys.get(row);
      if (key != null) {
        places.putIfAbsent(key, row);
      }
    }
    return new Table(frame, places);
  }

  private static String text(List<String> columns) {
    return String.join(
        " || '/' || ",
        columns.stream()
            .map(column -> "CAST(\"" + column.replace("\"", "\"\"") + "\" AS VARCHAR)")
            .toList());
  }
}
