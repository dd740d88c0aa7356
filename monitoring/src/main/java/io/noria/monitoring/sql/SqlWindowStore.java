package io.noria.monitoring.sql;

import io.noria.monitoring.Window;
import io.noria.monitoring.WindowStore;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The windows in the database. */
public final class SqlWindowStore implements WindowStore {
  private final Database db;

  /** On the database. */
  public SqlWindowStore(Database db) {
    this.db = db;
  }

  @Override
  public void put(Transaction tx, Window window) {
    tx.handle()
        .createUpdate(
            "INSERT INTO monitor_window (id, deployment, from_ms, to_ms, recorded_ms, body)"
                + " VALUES (:id, :deployment, :from, :to, :recorded, :body)")
        .bind("id", window.id())
        .bind("deployment", window.deployment())
        .bind("from", window.from().toEpochMilli())
        .bind("to", window.to().toEpochMilli())
        .bind("recorded", window.recordedAt().toEpochMilli())
        .bind("body", Json.write(window))
        .execute();
  }

  @Override
  public Optional<Window> find(String id) {
    return db.read(handle ->
        handle
            .createQuery("SELECT body FROM monitor_window WHERE id = :id")
            .bind("id", id)
            .map((rs, ctx) -> Json.read(rs.getString(1), Window.class))
            .findOne());
  }

  @Override
  public List<Window> list(String deployment, @Nullable Instant from, @Nullable Instant to) {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT body FROM monitor_window WHERE deployment = :deployment"
                    + " AND from_ms >= :from AND to_ms <= :to ORDER BY from_ms")
            .bind("deployment", deployment)
            .bind("from", from == null ? Long.MIN_VALUE : from.toEpochMilli())
            .bind("to", to == null ? Long.MAX_VALUE : to.toEpochMilli())
            .map((rs, ctx) -> Json.read(rs.getString(1), Window.class))
            .list());
  }

  @Override
  public Optional<Window> latest(String deployment) {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT body FROM monitor_window WHERE deployment = :deployment"
                    + " ORDER BY from_ms DESC LIMIT 1")
            .bind("deployment", deployment)
            .map((rs, ctx) -> Json.read(rs.getString(1), Window.class))
            .findOne());
  }
}
