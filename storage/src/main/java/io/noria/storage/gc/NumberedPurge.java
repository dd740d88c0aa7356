package io.noria.storage.gc;

import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * A purge of records that are rows of a table with the columns {@code lifecycle} and {@code
 * deleted_ms} and a number of their own.
 */
public abstract class NumberedPurge implements Purge {
  private final String kind;
  private final String table;

  /**
   * Of the table's records.
   *
   * @param kind what people call them
   * @param table empty when they are not deleted themselves, but with what they belong to
   */
  protected NumberedPurge(String kind, String table) {
    this.kind = kind;
    this.table = table;
  }

  /**
   * A record that is old enough.
   *
   * @param number its row's number
   * @param id what others know it by
   * @param owner the key of what it owns in {@link #ownedTable}; empty when it owns nothing there
   */
  protected record Candidate(long number, String id, String owner) {}

  /**
   * The query of the candidates: columns number, id and owner, in the order of number; with the
   * parameters {@code before} and {@code after}, and {@code most} for its limit.
   */
  protected abstract String candidates();

  /** The ids that must stay. */
  protected abstract Set<String> needed(Handle handle, List<Candidate> candidates);

  /** Deletes them with all that is theirs. */
  protected abstract void delete(Transaction tx, List<Candidate> candidates);

  /** The table whose rows belong to {@link Candidate#owner}; empty for none. */
  protected String ownedTable() {
    return "";
  }

  @Override
  public final String kind() {
    return kind;
  }

  @Override
  public final void stamp(Transaction tx) {
    if (table.isEmpty()) {
      return;
    }
    tx.handle()
        .execute(
            "UPDATE "
                + table
                + " SET deleted_ms = ? WHERE lifecycle = 'DELETED' AND deleted_ms IS NULL",
            tx.now());
    tx.handle()
        .execute(
            "UPDATE "
                + table
                + " SET deleted_ms = NULL WHERE lifecycle <> 'DELETED' AND deleted_ms IS NOT NULL");
  }

  @Override
  public final Due due(Handle handle, Instant before) {
    List<Candidate> all = find(handle, before, -1, Integer.MAX_VALUE);
    Set<String> needed = needed(handle, all);
    Set<String> owners = new HashSet<>();
    long going = 0;
    for (Candidate candidate : all) {
      if (!needed.contains(candidate.id())) {
        going++;
        if (!candidate.owner().isEmpty()) {
          owners.add(candidate.owner());
        }
      }
    }
    return new Due(
        going, all.size() - going, owners.isEmpty() ? Map.of() : Map.of(ownedTable(), owners));
  }

  @Override
  public final Step step(Transaction tx, Instant before, long after, int most) {
    List<Candidate> found = find(tx.handle(), before, after, most);
    Set<String> needed = needed(tx.handle(), found);
    List<Candidate> going = new ArrayList<>();
    for (Candidate candidate : found) {
      if (!needed.contains(candidate.id())) {
        going.add(candidate);
      }
    }
    if (!going.isEmpty()) {
      delete(tx, going);
    }
    long last = found.isEmpty() ? after : found.getLast().number();
    return new Step(going.size(), found.size() - going.size(), last, found.size() == most);
  }

  private List<Candidate> find(Handle handle, Instant before, long after, int most) {
    Query query = handle.createQuery(candidates());
    return query
        .bind("before", before)
        .bind("after", after)
        .bind("most", most)
        .map((rows, context) ->
            new Candidate(rows.getLong("number"), rows.getString("id"), rows.getString("owner")))
        .list();
  }

  /** Deletes the rows of the table whose column has one of the candidates' numbers. */
  protected static void deleteByNumber(
      Handle handle, String table, String column, List<Candidate> candidates) {
    handle
        .createUpdate("DELETE FROM " + table + " WHERE " + column + " IN (<numbers>)")
        .bindList("numbers", candidates.stream().map(Candidate::number).toList())
        .execute();
  }

  /** Deletes the rows of the table whose column has one of the candidates' ids. */
  protected static void deleteById(
      Handle handle, String table, String column, List<Candidate> candidates) {
    handle
        .createUpdate("DELETE FROM " + table + " WHERE " + column + " IN (<ids>)")
        .bindList("ids", candidates.stream().map(Candidate::id).toList())
        .execute();
  }

  /** Deletes the rows of the table whose column has one of the candidates' owner keys. */
  protected static void deleteByOwner(
      Handle handle, String table, String column, List<Candidate> candidates) {
    handle
        .createUpdate("DELETE FROM " + table + " WHERE " + column + " IN (<owners>)")
        .bindList("owners", candidates.stream().map(Candidate::owner).toList())
        .execute();
  }
}
