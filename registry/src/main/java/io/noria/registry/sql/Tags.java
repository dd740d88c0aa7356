package io.noria.registry.sql;

import io.noria.storage.sql.InLists;
import io.noria.tracking.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * A table of tags.
 *
 * @param table its name
 * @param owner the column of whose they are
 */
record Tags(String table, String owner) {
  static final Tags OF_MODELS = new Tags("registered_model_tags", "model");
  static final Tags OF_VERSIONS = new Tags("model_version_tags", "number");

  private static final int LONGEST_VALUE = 100_000;

  /** Checks tags before a transaction is asked for. */
  static void check(Map<String, String> tags) {
    tags.forEach((key, value) -> {
      Limits.key("tag", key);
      Limits.atMost("tag value", value, LONGEST_VALUE);
    });
  }

  /** Sets, over what was there. */
  void put(Handle handle, Object of, Map<String, String> tags) {
    if (tags.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO "
                + table
                + " ("
                + owner
                + ", key, value) VALUES (?, ?, ?) ON CONFLICT ("
                + owner
                + ", key) DO UPDATE SET value = excluded.value");
    tags.forEach((key, value) -> batch.add(of, key, value));
    batch.execute();
  }

  void remove(Handle handle, Object of, String key) {
    handle.execute("DELETE FROM " + table + " WHERE " + owner + " = ? AND key = ?", of, key);
  }

  void removeAll(Handle handle, Object of) {
    handle.execute("DELETE FROM " + table + " WHERE " + owner + " = ?", of);
  }

  /** Each owner's tags; owners without any are absent. */
  Map<Object, Map<String, String>> all(Handle handle, List<?> owners) {
    Map<Object, Map<String, String>> found = new HashMap<>();
    for (List<?> chunk : InLists.chunks(owners)) {
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
            Object key = rows.getObject(1);
            return found
                .computeIfAbsent(
                    key instanceof Number n ? (Object) n.longValue() : key, o -> new HashMap<>())
                .put(rows.getString(2), rows.getString(3));
          })
          .list();
    }
    return found;
  }
}
