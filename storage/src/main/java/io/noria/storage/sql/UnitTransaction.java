package io.noria.storage.sql;

import io.noria.base.Event;
import io.noria.base.IdSource;
import io.noria.base.Ref;
import io.noria.storage.json.Json;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * A unit under way. Events and edges are kept back until the unit's own work is done, so that on
 * PostgreSQL the lock that orders the outbox is held only for the last moments.
 */
final class UnitTransaction implements Transaction, AutoCloseable {
  /** The connection that a unit writes with. */
  interface Writing {
    Handle open();

    PreparedStatement statement(String sql) throws SQLException;
  }

  private final Writing writing;
  private @Nullable Handle opened;
  private final Dialect dialect;
  private final IdSource ids;
  private final Instant now;
  private final String actor;
  private final List<Outgoing> events = new ArrayList<>(0);
  private final List<Edge> edges = new ArrayList<>(0);
  private @Nullable Runnable after;

  UnitTransaction(Writing writing, Dialect dialect, IdSource ids, Instant now, String actor) {
    this.writing = writing;
    this.dialect = dialect;
    this.ids = ids;
    this.now = now;
    this.actor = actor;
  }

  /** Opened when it is first asked for: a unit of kept statements does without. */
  @Override
  public Handle handle() {
    Handle handle = opened;
    if (handle == null) {
      handle = writing.open();
      opened = handle;
    }
    return handle;
  }

  @Override
  public PreparedStatement statement(String sql) throws SQLException {
    return writing.statement(sql);
  }

  @Override
  public void close() {
    Handle handle = opened;
    if (handle != null) {
      handle.close();
    }
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public String actor() {
    return actor;
  }

  @Override
  public void publish(Event event) {
    events.add(new Outgoing(event.type(), event.subject(), event.eventTime(), Json.write(event)));
  }

  @Override
  public void link(Ref from, String relation, Ref to) {
    edges.add(new Edge(from, relation, to));
  }

  @Override
  public void afterCommit(Runnable action) {
    after = after == null ? action : both(after, action);
  }

  private static Runnable both(Runnable first, Runnable second) {
    return () -> {
      first.run();
      second.run();
    };
  }

  /** What is to be called after the commit; null for nothing. */
  @Nullable Runnable after() {
    return after;
  }

  /** Writes what was kept back; says whether there were events. */
  boolean flush() throws SQLException {
    if (!edges.isEmpty()) {
      writeEdges();
    }
    if (events.isEmpty()) {
      return false;
    }
    writeEvents();
    return true;
  }

  private void writeEdges() {
    try (PreparedBatch batch =
        handle()
            .prepareBatch(
                """
                INSERT INTO lineage_edge (from_ref, relation, to_ref, recorded_at_ms)
                VALUES (:from, :relation, :to, :now) ON CONFLICT DO NOTHING
                """)) {
      for (Edge edge : edges) {
        batch
            .bind("from", edge.from)
            .bind("relation", edge.relation)
            .bind("to", edge.to)
            .bind("now", now)
            .add();
      }
      batch.execute();
    }
  }

  private void writeEvents() throws SQLException {
    if (dialect == Dialect.POSTGRES) {
      // Sequence numbers must become visible in their order, or a subscriber would pass over one
      // that commits late. The lock is let go only after the commit is visible.
      statement("SELECT pg_advisory_xact_lock(" + OUTBOX_LOCK + ")").execute();
    }
    PreparedStatement insert =
        statement(
            "INSERT INTO outbox (id, type, subject, event_time_ms, recorded_at_ms, actor, body)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (Outgoing event : events) {
      insert.setString(1, ids.uuid7());
      insert.setString(2, event.type);
      insert.setString(3, event.subject.toString());
      if (event.eventTime == null) {
        insert.setNull(4, Types.BIGINT);
      } else {
        insert.setLong(4, event.eventTime.toEpochMilli());
      }
      insert.setLong(5, now.toEpochMilli());
      insert.setString(6, actor);
      insert.setString(7, event.body);
      insert.addBatch();
    }
    insert.executeBatch();
  }

  /** An arbitrary number of our own in PostgreSQL's space of advisory locks. */
  private static final long OUTBOX_LOCK = 0x6e6f726961L;

  private record Outgoing(String type, Ref subject, @Nullable Instant eventTime, String body) {}

  private record Edge(Ref from, String relation, Ref to) {}
}
