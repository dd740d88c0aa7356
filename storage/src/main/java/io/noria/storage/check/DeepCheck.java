package io.noria.storage.check;

import io.noria.base.NoriaException;
import io.noria.storage.gc.Columns;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.gc.ObjectColumns;
import io.noria.storage.json.Json;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import io.noria.storage.sql.DatabaseLook;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads all of it: minutes for a large store. Changes nothing. */
public final class DeepCheck {
  private static final int FETCH = 500;

  /** Of each sort of damage no more than this is told one by one. */
  private static final int MOST_SHOWN = 20;

  private final DatabaseLook look;
  private final Progress progress;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> tables;
  private long rows;
  private long objects;
  private long bytes;

  private DeepCheck(DatabaseLook look, Progress progress) {
    this.look = look;
    this.progress = progress;
    this.tables =
        Columns.of(look.handle(), look.dialect()).stream()
            .map(Columns::table)
            .collect(Collectors.toSet());
  }

  /** Is told how far it is. */
  @FunctionalInterface
  public interface Progress {
    /** Which phase, how much of it is done, and of how much. */
    void at(String phase, long done, long whole);
  }

  /**
   * What was found.
   *
   * @param rows rows whose text was read
   * @param objects objects that were read to their end
   * @param bytes and their size
   * @param problems what is wrong, in words; empty when all is well
   */
  public record Report(long rows, long objects, long bytes, List<String> problems) {}

  /**
   * Checks everything.
   *
   * @param columns where objects are named
   * @param edges the references that must hold
   * @param queries further queries whose rows, in words, are what is wrong
   */
  public static Report run(
      DatabaseLook look,
      ObjectStore store,
      List<ObjectColumn> columns,
      List<Edge> edges,
      List<String> queries,
      Progress progress)
      throws IOException {
    DeepCheck check = new DeepCheck(look, progress);
    check.integrity();
    check.edges(edges);
    check.queries(queries);
    check.json();
    check.objects(store, columns);
    return new Report(check.rows, check.objects, check.bytes, List.copyOf(check.problems));
  }

  private Handle handle() {
    return look.handle();
  }

  private void integrity() {
    if (!look.dialect().isSqlite()) {
      return;
    }
    progress.at("database", 0, 1);
    for (String pragma : List.of("integrity_check", "foreign_key_check")) {
      handle()
          .createQuery("PRAGMA " + pragma)
          .map((rows, context) -> rows.getString(1))
          .list()
          .stream()
          .filter(line -> !line.equals("ok"))
          .limit(MOST_SHOWN)
          .forEach(line -> problems.add("database: " + pragma + ": " + line));
    }
    progress.at("database", 1, 1);
  }

  private void edges(List<Edge> edges) {
    for (int done = 0; done < edges.size(); done++) {
      Edge edge = edges.get(done);
      progress.at("references", done, edges.size());
      if (!tables.contains(edge.table()) || !tables.contains(edge.parent())) {
        problems.add("database: table " + edge.table() + " or " + edge.parent() + " is missing");
        continue;
      }
      List<String> lost =
          handle()
              .createQuery(
                  "SELECT DISTINCT CAST(c.%s AS TEXT) FROM %s c LEFT JOIN %s p ON p.%s = c.%s WHERE c.%s IS NOT NULL AND p.%s IS NULL LIMIT %d"
                      .formatted(
                          edge.column(),
                          edge.table(),
                          edge.parent(),
                          edge.key(),
                          edge.column(),
                          edge.column(),
                          edge.key(),
                          MOST_SHOWN))
              .mapTo(String.class)
              .list();
      if (!lost.isEmpty()) {
        problems.add("rows: " + edge + ": nothing is there for " + String.join(", ", lost));
      }
    }
  }

  private void queries(List<String> queries) {
    for (String query : queries) {
      handle().createQuery(query).mapTo(String.class).list().stream()
          .limit(MOST_SHOWN)
          .forEach(problem -> problems.add("rows: " + problem));
    }
  }

  /** Text that begins as JSON in a column of JSON must be it. */
  private void json() {
    List<Columns> columns =
        Columns.of(handle(), look.dialect()).stream()
            .filter(column -> column.isText() && column.column().endsWith("_json"))
            .toList();
    for (int done = 0; done < columns.size(); done++) {
      progress.at("JSON", done, columns.size());
      Columns column = columns.get(done);
      int wrong = 0;
      try (var values =
          handle()
              .createQuery(
                  "SELECT %s FROM %s WHERE %s IS NOT NULL"
                      .formatted(column.column(), column.table(), column.column()))
              .setFetchSize(FETCH)
              .mapTo(String.class)
              .iterator()) {
        while (values.hasNext()) {
          rows++;
          wrong += isJson(values.next()) ? 0 : 1;
        }
      }
      if (wrong > 0) {
        problems.add(
            "rows: " + column.table() + "." + column.column() + ": " + wrong + " are no JSON");
      }
    }
  }

  private static boolean isJson(String text) {
    try {
      Json.read(text, Object.class);
      return true;
    } catch (NoriaException e) {
      return false;
    }
  }

  private void objects(ObjectStore store, List<ObjectColumn> columns) throws IOException {
    Set<String> named = new TreeSet<>(ObjectColumns.digests(look, columns));
    int bad = 0;
    int done = 0;
    for (String digest : named) {
      progress.at("objects", done++, named.size());
      String problem = problem(store, digest);
      if (!problem.isEmpty() && bad++ < MOST_SHOWN) {
        problems.add("objects: " + digest + " " + problem + where(columns, digest));
      }
    }
    if (bad > MOST_SHOWN) {
      problems.add("objects: " + (bad - MOST_SHOWN) + " more like these");
    }
    progress.at("objects", named.size(), named.size());
  }

  private String problem(ObjectStore store, String name) throws IOException {
    Digest digest = new Digest(name);
    Optional<StoredObject> there = store.find(digest);
    if (there.isEmpty()) {
      return "is not in the store";
    }
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
    try (InputStream in = new DigestInputStream(store.open(digest), sha256)) {
      bytes += in.transferTo(OutputStream.nullOutputStream());
      objects++;
    } catch (NoriaException e) {
      return "cannot be read: " + e.getMessage();
    }
    return HexFormat.of().formatHex(sha256.digest()).equals(name) ? "" : "has other bytes";
  }

  /** The first row that names it. */
  private String where(List<ObjectColumn> columns, String digest) {
    for (ObjectColumn column : columns) {
      String owner = column.owner();
      if (column.names() == ObjectColumn.Names.DIGEST && owner != null) {
        Optional<String> found =
            handle()
                .createQuery(
                    "SELECT MIN(%s) FROM %s WHERE %s = :digest"
                        .formatted(owner, column.table(), column.column()))
                .bind("digest", digest)
                .mapTo(String.class)
                .findFirst();
        if (found.isPresent()) {
          return " (" + column.table() + " of " + found.get() + ")";
        }
      }
    }
    return "";
  }
}
