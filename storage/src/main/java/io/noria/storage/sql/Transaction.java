package io.noria.storage.sql;

import io.noria.base.Event;
import io.noria.base.Ref;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * A unit of writing under way: rows, events and lineage edges that commit together or not at all.
 */
public interface Transaction {
  /** The connection to write with. Never commit, roll back or close it. */
  Handle handle();

  /**
   * A statement on the unit's connection, for what is written often: the writing connection of
   * SQLite keeps it prepared from unit to unit. Bind every parameter, read its rows to the end and
   * never close it; the same text is the same statement.
   */
  PreparedStatement statement(String sql) throws SQLException;

  /** The database's own ways. */
  Dialect dialect();

  /** The moment this unit is recorded under. */
  Instant now();

  /** Who asked for it. */
  String actor();

  /** Publishes the event when the unit commits. */
  void publish(Event event);

  /** Writes a lineage edge; the same edge twice is one edge. */
  void link(Ref from, String relation, Ref to);

  /**
   * Calls after the commit and before the unit's caller is told; not at all when the unit fails.
   * The action returns at once, throws nothing and uses no database: on SQLite all writers wait for
   * it.
   */
  void afterCommit(Runnable action);
}
