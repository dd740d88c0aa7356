package io.noria.storage.imports;

import io.noria.base.NoriaException;
import io.noria.storage.imports.ImportResult.Outcome;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Which record of which history is which record here. Decides what becomes of one that comes: what
 * is new is written; what came before and changed there since is written over, unless somebody
 * changed it here; what was never brought over is left.
 */
public final class ImportLedger {
  private static final String FIND =
      "SELECT here, given_sum, made_sum, source FROM imported_records"
          + " WHERE source = ? AND kind = ? AND id = ?";

  private static final String FIND_HERE =
      "SELECT here, given_sum, made_sum, source FROM imported_records"
          + " WHERE kind = ? AND here = ? ORDER BY recorded_ms DESC LIMIT 1";

  private static final String PUT =
      "INSERT INTO imported_records (source, kind, id, here, given_sum, made_sum, recorded_ms)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, kind, id) DO UPDATE"
          + " SET here = excluded.here, given_sum = excluded.given_sum,"
          + " made_sum = excluded.made_sum, recorded_ms = excluded.recorded_ms";

  /** Records that are written in one unit. */
  private static final int UNIT = 250;

  private ImportLedger() {}

  /**
   * A record that was brought over.
   *
   * @param here its id here
   * @param given stands for the record as it came
   * @param made stands for what was made of it
   * @param source where it came from
   */
  public record Entry(String here, String given, String made, String source) {}

  /** The record of that id in the source. */
  public static Optional<Entry> find(Transaction tx, String source, String kind, String id)
      throws SQLException {
    PreparedStatement find = tx.statement(FIND);
    find.setString(1, source);
    find.setString(2, kind);
    find.setString(3, id);
    return entry(find);
  }

  /** The record of that id here, from whichever source it came last. */
  public static Optional<Entry> findHere(Transaction tx, String kind, String here)
      throws SQLException {
    PreparedStatement find = tx.statement(FIND_HERE);
    find.setString(1, kind);
    find.setString(2, here);
    return entry(find);
  }

  private static Optional<Entry> entry(PreparedStatement find) throws SQLException {
    Entry found = null;
    try (ResultSet rows = find.executeQuery()) {
      while (rows.next()) {
        found =
            new Entry(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4));
      }
    }
    return Optional.ofNullable(found);
  }

  /** Whether any import brought the record over. */
  public static boolean isImported(Handle handle, String kind, String here) {
    return handle
        .select("SELECT 1 FROM imported_records WHERE kind = ? AND here = ? LIMIT 1", kind, here)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /** Brings the record over, or leaves what is here. */
  public static ImportResult restore(Transaction tx, String source, ImportRecord record)
      throws SQLException {
    Entry own = find(tx, source, record.kind(), record.id()).orElse(null);
    Entry known = own;
    if (known == null) {
      known = findHere(tx, record.kind(), record.here()).orElse(null);
    }
    String given = sum(record.given());
    String made = record.made(tx.handle());
    if (known != null && known.given().equals(given) && made != null) {
      if (own == null) {
        put(tx, source, record, new Entry(record.here(), given, known.made(), source));
      }
      return result(record, Outcome.SAME, List.of());
    }
    String why = whyLeft(known, own, made, record);
    if (why != null) {
      return result(record, Outcome.LEFT, List.of(why));
    }
    List<String> notes = made == null ? record.create(tx) : record.update(tx);
    String after = record.made(tx.handle());
    if (after == null) {
      throw new IllegalStateException(record.kind() + " " + record.id() + " was not written");
    }
    put(tx, source, record, new Entry(record.here(), given, sum(after), source));
    return result(record, made == null ? Outcome.CREATED : Outcome.UPDATED, notes);
  }

  private static @Nullable String whyLeft(
      @Nullable Entry known, @Nullable Entry own, @Nullable String made, ImportRecord record) {
    String name = record.kind().replace('_', ' ') + " " + record.here();
    if (known == null) {
      return made == null ? null : name + " is here and was not imported: it is left as it is";
    }
    if (made == null) {
      return name + " came over before and was deleted here since: it stays away";
    }
    if (own == null && !record.isUnique()) {
      return name + " is here from " + known.source() + ": it is left as it is";
    }
    return known.made().equals(sum(made))
        ? null
        : name + " was changed here since it came over: it is left as it is";
  }

  private static ImportResult result(ImportRecord record, Outcome outcome, List<String> notes) {
    return new ImportResult(record.kind(), record.id(), record.here(), outcome, notes);
  }

  private static void put(Transaction tx, String source, ImportRecord record, Entry entry)
      throws SQLException {
    put(tx, record.kind(), record.id(), entry);
  }

  /** Remembers the record; the entry says its source. */
  public static void put(Transaction tx, String kind, String id, Entry entry) throws SQLException {
    PreparedStatement put = tx.statement(PUT);
    put.setString(1, entry.source());
    put.setString(2, kind);
    put.setString(3, id);
    put.setString(4, entry.here());
    put.setString(5, entry.given());
    put.setString(6, entry.made());
    put.setLong(7, tx.now().toEpochMilli());
    put.executeUpdate();
  }

  /** Remembers that everything of the record has come; nothing when the record did not. */
  public static void whole(Transaction tx, String source, String kind, String id, String stamp) {
    tx.handle()
        .execute(
            "UPDATE imported_records SET whole_stamp = ? WHERE source = ? AND kind = ? AND id = ?",
            stamp,
            source,
            kind,
            id);
  }

  /**
   * The stamps of records of which everything has come, by id in the source.
   *
   * @param after only ids behind this one; empty for the beginning
   * @param most at most so many
   */
  public static Map<String, String> wholes(
      Database database, String source, String kind, String after, int most) {
    Map<String, String> found = new LinkedHashMap<>();
    database.read(handle ->
        handle
            .select(
                "SELECT id, whole_stamp FROM imported_records WHERE source = ? AND kind = ?"
                    + " AND id > ? AND whole_stamp IS NOT NULL ORDER BY id LIMIT ?",
                source,
                kind,
                after,
                most)
            .map((rows, context) -> found.put(rows.getString(1), rows.getString(2)))
            .list());
    return found;
  }

  /** What stands for the text: its SHA-256. */
  public static String sum(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Writes one record of a batch. */
  @FunctionalInterface
  public interface Work<T> {
    /** Writes it in the unit. */
    ImportResult write(Transaction tx, T record) throws SQLException;
  }

  /**
   * Writes records, some hundreds in one unit, so that other writers need not wait long; when one
   * of them cannot be here, each of its unit by itself, so that the others are not held up.
   *
   * @param name the record's kind and id, for one that is refused
   */
  public static <T> List<ImportResult> batch(
      Database database, List<T> records, Work<T> work, Function<T, Name> name) {
    List<ImportResult> results = new ArrayList<>();
    for (int from = 0; from < records.size(); from += UNIT) {
      List<T> unit = records.subList(from, Math.min(records.size(), from + UNIT));
      results.addAll(together(database, unit, work, name));
    }
    return results;
  }

  private static <T> List<ImportResult> together(
      Database database, List<T> records, Work<T> work, Function<T, Name> name) {
    try {
      return database.write(tx -> {
        List<ImportResult> results = new ArrayList<>();
        for (T record : records) {
          results.add(work.write(tx, record));
        }
        return results;
      });
    } catch (NoriaException e) {
      if (!isCallers(e)) {
        throw e;
      }
      return records.stream().map(record -> one(database, record, work, name)).toList();
    }
  }

  /** Whether one of the records is at fault. */
  private static boolean isCallers(NoriaException e) {
    return switch (e.code()) {
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, ALREADY_EXISTS, PERMISSION_DENIED ->
          true;
      default -> false;
    };
  }

  /**
   * A record's name.
   *
   * @param kind what it is
   * @param id its id in the source
   */
  public record Name(String kind, String id) {}

  private static <T> ImportResult one(
      Database database, T record, Work<T> work, Function<T, Name> name) {
    try {
      return database.write(tx -> work.write(tx, record));
    } catch (NoriaException e) {
      if (!isCallers(e)) {
        throw e;
      }
      Name of = name.apply(record);
      String message = e.getMessage() == null ? e.code().name() : e.getMessage();
      return new ImportResult(of.kind(), of.id(), "", Outcome.REFUSED, List.of(message));
    }
  }
}
