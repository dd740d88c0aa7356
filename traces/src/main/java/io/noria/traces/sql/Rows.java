package io.noria.traces.sql;

import io.noria.base.NoriaException;
import io.noria.storage.sql.InLists;
import io.noria.tracking.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What several tables of the area need. */
final class Rows {
  private Rows() {}

  static NoriaException missing(String what, Object id) {
    return NoriaException.notFound(
        what + ": no " + what + " '" + Limits.shown(id.toString()) + "'");
  }

  /** Sets keys and values of an owner, over what was there. */
  static void put(
      Handle handle, String table, String owner, Object number, Map<String, String> values) {
    if (values.isEmpty()) {
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
    values.forEach((key, value) -> batch.add(number, key, value));
    batch.execute();
  }

  /** Keys and values of each owner; owners without any are absent. */
  static <K> Map<K, Map<String, String>> pairs(
      Handle handle, String table, String owner, List<K> numbers, Class<K> type) {
    Map<K, Map<String, String>> found = new HashMap<>();
    for (List<K> chunk : InLists.chunks(numbers)) {
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
            K key = type == Long.class ? type.cast(rows.getLong(1)) : type.cast(rows.getString(1));
            found
                .computeIfAbsent(key, number -> new HashMap<>())
                .put(rows.getString(2), rows.getString(3));
            return true;
          })
          .list();
    }
    return found;
  }

  /** The texts of a column by owner, in the column's order. */
  static Map<Long, List<String>> texts(
      Handle handle, String table, String column, List<Long> numbers) {
    Map<Long, List<String>> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      handle
          .select(
              "SELECT trace, "
                  + column
                  + " FROM "
                  + table
                  + " WHERE trace IN ("
                  + InLists.marks(chunk.size())
                  + ") ORDER BY "
                  + column,
              chunk.toArray())
          .map((rows, context) ->
              found
                  .computeIfAbsent(rows.getLong(1), number -> new ArrayList<>())
                  .add(rows.getString(2)))
          .list();
    }
    return found;
  }
}
