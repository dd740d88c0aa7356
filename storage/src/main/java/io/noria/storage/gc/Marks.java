package io.noria.storage.gc;

import io.noria.storage.object.Digest;
import io.noria.storage.sql.DatabaseLook;
import io.noria.storage.sql.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/** The objects that some row names, as one snapshot of the database shows them. */
public final class Marks {
  private static final int FETCH = 1000;

  private final DigestSet digests = new DigestSet();

  private Marks() {}

  /** Reads every column of text that may name objects. */
  public static Marks of(
      DatabaseLook look, List<ObjectColumn> declared, BiConsumer<Integer, Integer> progress) {
    return of(look.handle(), look.dialect(), declared, Map.of(), progress);
  }

  /**
   * Reads every column of text that may name objects.
   *
   * @param declared what areas say of their columns; the others are searched
   * @param without rows to leave out, by table, as the values of {@link ObjectColumn#owner}
   * @param progress is told how many columns are done, of how many
   */
  public static Marks of(
      Handle handle,
      Dialect dialect,
      List<ObjectColumn> declared,
      Map<String, Set<String>> without,
      BiConsumer<Integer, Integer> progress) {
    Map<String, ObjectColumn> known = new HashMap<>();
    declared.forEach(column -> known.put(column.table() + "." + column.column(), column));
    List<ObjectColumn> wanted =
        Columns.of(handle, dialect).stream()
            .filter(Columns::isText)
            .map(column ->
                known.getOrDefault(
                    column.table() + "." + column.column(),
                    ObjectColumn.within(column.table(), column.column())))
            .filter(column -> column.names() != ObjectColumn.Names.NOTHING)
            .toList();
    Marks marks = new Marks();
    for (int done = 0; done < wanted.size(); done++) {
      progress.accept(done, wanted.size());
      marks.read(
          handle, wanted.get(done), without.getOrDefault(wanted.get(done).table(), Set.of()));
    }
    progress.accept(wanted.size(), wanted.size());
    return marks;
  }

  private void read(Handle handle, ObjectColumn column, Set<String> without) {
    String owner = column.owner();
    boolean filtered = owner != null && !without.isEmpty();
    String name = quoted(column.column());
    // The text of JSON columns is read as text, whatever the database makes of them.
    String sql =
        "SELECT CAST("
            + name
            + " AS TEXT) AS v"
            + (filtered ? ", " + quoted(String.valueOf(owner)) + " AS o" : "")
            + " FROM "
            + quoted(column.table())
            + " WHERE length(CAST("
            + name
            + " AS TEXT)) >= 64";
    try (ResultIterator<String> values =
        handle
            .createQuery(sql)
            .setFetchSize(FETCH)
            .map((rows, context) ->
                filtered && without.contains(rows.getString("o")) ? "" : rows.getString("v"))
            .iterator()) {
      while (values.hasNext()) {
        digests.addWithin(values.next());
      }
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Whether some row names the object. */
  public boolean contains(Digest digest) {
    return digests.contains(digest.value());
  }

  /** How many digests were found. */
  public int size() {
    return digests.size();
  }
}
