package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * A table of keys and values that belong to an owner.
 *
 * @param table its name
 * @param owner the column of the owner's number
 */
record KeyValues(String table, String owner) {
  static final KeyValues EXPERIMENT_TAGS = new KeyValues("experiment_tags", "experiment");
  static final KeyValues RUN_PARAMS = new KeyValues("run_params", "run");
  static final KeyValues RUN_TAGS = new KeyValues("run_tags", "run");
  static final KeyValues MODEL_PARAMS = new KeyValues("logged_model_params", "model");
  static final KeyValues MODEL_TAGS = new KeyValues("logged_model_tags", "model");

  private static final int CHUNK = 500;

  /** Sets, over what was there. */
  void put(Handle handle, long number, Map<String, String> values) {
    write(handle, number, values, "DO UPDATE SET value = excluded.value");
  }

  /**
   * Adds; a key that is there with another value is refused.
   *
   * @param what one of them, for the message
   */
  void putOnce(Handle handle, long number, Map<String, String> values, String what) {
    write(handle, number, values, "DO NOTHING");
    Map<String, String> kept = get(handle, number, values.keySet());
    values.forEach((key, value) -> {
      String there = kept.get(key);
      if (there != null && !there.equals(value)) {
        throw NoriaException.invalid(
            what
                + " '"
                + Limits.shown(key)
                + "' is '"
                + Limits.shown(there)
                + "' already and is written once (given: '"
                + Limits.shown(value)
                + "')");
      }
    });
  }

  /** Removes the key; says whether it was there. */
  boolean remove(Handle handle, long number, String key) {
    String sql = "DELETE FROM " + table + " WHERE " + owner + " = ? AND key = ?";
    return handle.execute(sql, number, key) > 0;
  }

  /** Each owner's keys and values; owners without any are absent. */
  Map<Long, Map<String, String>> all(Handle handle, List<Long> numbers) {
    Map<Long, Map<String, String>> found = new HashMap<>();
    for (List<Long> chunk : chunks(numbers)) {
      handle
          .select(
              "SELECT "
                  + owner
                  + ", key, value FROM "
                  + table
                  + " WHERE "
                  + owner
                  + " IN ("
                  + marks(chunk.size())
                  + ")",
              chunk.toArray())
          .map((rows, context) -> {
            found
                .computeIfAbsent(rows.getLong(1), number -> new HashMap<>())
                .put(rows.getString(2), rows.getString(3));
            return true;
          })
          .list();
    }
    return found;
  }

  private Map<String, String> get(Handle handle, long number, Iterable<String> keys) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(number);
    keys.forEach(arguments::add);
    Map<String, String> found = new HashMap<>();
    handle
        .select(
            "SELECT key, value FROM "
                + table
                + " WHERE "
                + owner
                + " = ? AND key IN ("
                + marks(arguments.size() - 1)
                + ")",
            arguments.toArray())
        .map((rows, context) -> found.put(rows.getString(1), rows.getString(2)))
        .list();
    return found;
  }

  private void write(Handle handle, long number, Map<String, String> values, String onConflict) {
    if (values.isEmpty()) {
      return;
    }
    String sql =
        "INSERT INTO "
            + table
            + " ("
            + owner
            + ", key, value) VALUES (?, ?, ?) ON CONFLICT ("
            + owner
            + ", key) "
            + onConflict;
    PreparedBatch batch = handle.prepareBatch(sql);
    values.forEach((key, value) -> batch.add(number, key, value));
    batch.execute();
  }

  /** The list in pieces that a statement can take. */
  static <T> List<List<T>> chunks(List<T> all) {
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
    }
    return chunks;
  }

  /** So many question marks for a list; none: a list that nothing is in. */
  static String marks(int count) {
    return count == 0 ? "NULL" : "?, ".repeat(count - 1) + "?";
  }
}
