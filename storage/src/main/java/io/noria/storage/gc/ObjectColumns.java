package io.noria.storage.gc;

import io.noria.storage.sql.DatabaseLook;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the columns that hold digests and nothing else name. */
public final class ObjectColumns {
  private static final int FETCH = 1000;

  private ObjectColumns() {}

  /** The digests of all of these columns that are declared so. */
  public static Set<String> digests(DatabaseLook look, List<ObjectColumn> columns) {
    Set<String> found = new HashSet<>();
    for (ObjectColumn column : columns) {
      if (column.names() == ObjectColumn.Names.DIGEST) {
        try (var values =
            look.handle()
                .createQuery(
                    "SELECT DISTINCT "
                        + column.column()
                        + " FROM "
                        + column.table()
                        + " WHERE "
                        + column.column()
                        + " IS NOT NULL")
                .setFetchSize(FETCH)
                .mapTo(String.class)
                .iterator()) {
          values.forEachRemaining(found::add);
        }
      }
    }
    return found;
  }
}
