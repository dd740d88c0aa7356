package io.noria.serving.sql;

import io.noria.serving.BatchRequest;
import io.noria.serving.BatchSchedule;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When batches are due, as rows. Thread-safe. */
public final class SqlScheduleStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlScheduleStore.class);

  private final Database database;

  /** On the database. */
  public SqlScheduleStore(Database database) {
    this.database = database;
  }

  /** All of them, by name. */
  public List<BatchSchedule.State> list() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM batch_schedule ORDER BY name")
            .map((rows, context) -> state(rows))
            .list());
  }

  /** Those that are due; one that cannot be read is left out, so that the others go on. */
  public List<BatchSchedule.State> due(Instant now) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM batch_schedule WHERE next_ms <= :now ORDER BY next_ms")
            .bind("now", now.toEpochMilli())
            .map((rows, context) -> readable(rows))
            .list()
            .stream()
            .flatMap(Optional::stream)
            .toList());
  }

  private static Optional<BatchSchedule.State> readable(ResultSet rows) throws SQLException {
    try {
      return Optional.of(state(rows));
    } catch (RuntimeException e) {
      LOG.warn(
          "batch_schedule={} event=not_read error=\"{}\"", rows.getString("name"), e.getMessage());
      return Optional.empty();
    }
  }

  private static BatchSchedule.State state(ResultSet rows) throws SQLException {
    return new BatchSchedule.State(
        new BatchSchedule(
            rows.getString("name"),
            Json.read(rows.getString("request"), BatchRequest.class),
            rows.getString("cron"),
            BatchSchedule.zone(rows.getString("zone")),
            BatchSchedule.Missed.valueOf(rows.getString("missed").toUpperCase(Locale.ROOT))),
        moment(rows, "next_ms"),
        moment(rows, "last_ms"),
        rows.getString("last_batch"),
        rows.getString("problem"));
  }

  private static @Nullable Instant moment(ResultSet rows, String column) throws SQLException {
    long millis = rows.getLong(column);
    return rows.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  /** Writes one anew: what it did before is of no account. */
  public void put(Transaction tx, BatchSchedule schedule, @Nullable Instant next) {
    delete(tx, schedule.name());
    tx.handle()
        .createUpdate(
            """
            INSERT INTO batch_schedule (name, request, cron, zone, missed, next_ms, changed_ms, changed_by)
            VALUES (:name, :request, :cron, :zone, :missed, :next, :at, :by)
            """)
        .bind("name", schedule.name())
        .bind("request", Json.write(schedule.request()))
        .bind("cron", schedule.cron())
        .bind("zone", schedule.zone().getId())
        .bind("missed", schedule.missed().wire())
        .bind("next", next == null ? null : next.toEpochMilli())
        .bind("at", tx.now().toEpochMilli())
        .bind("by", tx.actor())
        .execute();
  }

  /** Removes one. */
  public void delete(Transaction tx, String name) {
    tx.handle()
        .createUpdate("DELETE FROM batch_schedule WHERE name = :name")
        .bind("name", name)
        .execute();
  }

  /** Notes what was done, unless another server or person was first. */
  public void fired(BatchSchedule.State before, BatchSchedule.State after) {
    Instant was = before.next();
    Instant next = after.next();
    Instant last = after.last();
    database.write(tx ->
        tx.handle()
            .createUpdate(
                """
                UPDATE batch_schedule
                SET next_ms = :next, last_ms = :last, last_batch = :batch, problem = :problem
                WHERE name = :name AND next_ms = :was
                """)
            .bind("next", next == null ? null : next.toEpochMilli())
            .bind("last", last == null ? null : last.toEpochMilli())
            .bind("batch", after.lastBatch())
            .bind("problem", after.problem())
            .bind("name", before.schedule().name())
            .bind("was", was == null ? null : was.toEpochMilli())
            .execute());
  }

  /** In a transaction. */
  public void write(java.util.function.Consumer<Transaction> unit) {
    database.write(tx -> {
      unit.accept(tx);
      return true;
    });
  }
}
