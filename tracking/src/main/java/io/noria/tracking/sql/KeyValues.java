package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.storage.sql.InLists;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

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

  /** Sets, over what was there. */
  void put(Transaction tx, long number, Map<String, String> values) throws SQLException {
    write(tx, number, values, "DO UPDATE SET value = excluded.value");
  }

  /**
   * Adds; a key that is there with another value is refused.
   *
   * @param what one of them, for the message
   */
  void putOnce(Transaction tx, long number, Map<String, String> values, String what)
      throws SQLException {
    for (String key : refused(tx, number, values)) {
      String there = value(tx, number, key);
      String given = values.get(key);
      if (there != null && given != null && !there.equals(given)) {
        throw NoriaException.invalid(
            what
                + " '"
                + Limits.shown(key)
                + "' is '"
                + Limits.shown(there)
                + "' already and is written once (given: '"
                + Limits.shown(given)
                + "')");
      }
    }
  }

  /** Adds, and says which keys were there before. */
  private Set<String> refused(Transaction tx, long number, Map<String, String> values)
      throws SQLException {
    Set<String> refused = new LinkedHashSet<>(values.keySet());
    if (tx.dialect().isSqlite()) {
      int[] written = write(tx, number, values, "DO NOTHING");
      int at = 0;
      for (String key : values.keySet()) {
        if (written[at++] > 0) {
          refused.remove(key);
        }
      }
      return refused;
    }
    // PostgreSQL's driver does not say which rows of a batch came.
    PreparedStatement insert =
        tx.statement(
            "INSERT INTO "
                + table
                + " ("
                + owner
                + ", key, value) SELECT ?, key, value FROM unnest(?::text[], ?::text[])"
                + " AS fresh (key, value) ON CONFLICT DO NOTHING RETURNING key");
    insert.setLong(1, number);
    insert.setArray(2, insert.getConnection().createArrayOf("text", refused.toArray()));
    insert.setArray(3, insert.getConnection().createArrayOf("text", values.values().toArray()));
    try (ResultSet rows = insert.executeQuery()) {
      while (rows.next()) {
        refused.remove(rows.getString(1));
      }
    }
    return refused;
  }

  /** Removes the key; says whether it was there. */
  boolean remove(Handle handle, long number, String key) {
    String sql = "DELETE FROM " + table + " WHERE " + owner + " = ? AND key = ?";
    return handle.execute(sql, number, key) > 0;
  }

  /** Each owner's keys and values; owners without any are absent. */
  Map<Long, Map<String, String>> all(Handle handle, List<Long> numbers) {
    Map<Long, Map<String, String>> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      handle
          .select(
              "SELECT "
                  + owner
                  + ", key, value FROM "
                  + table
                  + " WHERE "
                  + owner
                  + " IN ("
                  + InLists.marks(chunk.size())
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

  private @Nullable String value(Transaction tx, long number, String key) throws SQLException {
    PreparedStatement select =
        tx.statement("SELECT value FROM " + table + " WHERE " + owner + " = ? AND key = ?");
    select.setLong(1, number);
    select.setString(2, key);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** Writes in the map's order; says how many rows each made. */
  private int[] write(Transaction tx, long number, Map<String, String> values, String onConflict)
      throws SQLException {
    if (values.isEmpty()) {
      return new int[0];
    }
    PreparedStatement insert =
        tx.statement(
            "INSERT INTO "
                + table
                + " ("
                + owner
                + ", key, value) VALUES (?, ?, ?) ON CONFLICT ("
                + owner
                + ", key) "
                + onConflict);
    for (Map.Entry<String, String> one : values.entrySet()) {
      insert.setLong(1, number);
      insert.setString(2, one.getKey());
      insert.setString(3, one.getValue());
      insert.addBatch();
    }
    return insert.executeBatch();
  }
}
