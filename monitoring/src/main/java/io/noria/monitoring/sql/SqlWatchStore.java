package io.noria.monitoring.sql;

import io.noria.base.NoriaException;
import io.noria.monitoring.WatchSpec;
import io.noria.monitoring.WatchStore;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The watches in the database. */
public final class SqlWatchStore implements WatchStore {
  private final Database db;

  /** On the database. */
  public SqlWatchStore(Database db) {
    this.db = db;
  }

  @Override
  public void put(WatchSpec spec) {
    db.write(tx ->
        tx.handle()
            .createUpdate(
                "INSERT INTO watch (deployment, spec, created_ms, updated_ms)"
                    + " VALUES (:deployment, :spec, :now, :now) ON CONFLICT (deployment)"
                    + " DO UPDATE SET spec = excluded.spec, updated_ms = excluded.updated_ms")
            .bind("deployment", spec.deployment())
            .bind("spec", Json.write(spec))
            .bind("now", tx.now().toEpochMilli())
            .execute());
  }

  @Override
  public Optional<WatchSpec> find(String deployment) {
    return db.read(handle ->
        handle
            .createQuery("SELECT spec FROM watch WHERE deployment = :deployment")
            .bind("deployment", deployment)
            .map((rs, ctx) -> Json.read(rs.getString(1), WatchSpec.class))
            .findOne());
  }

  @Override
  public List<WatchSpec> list() {
    return db.read(handle ->
        handle
            .createQuery("SELECT spec FROM watch ORDER BY deployment")
            .map((rs, ctx) -> Json.read(rs.getString(1), WatchSpec.class))
            .list());
  }

  @Override
  public Optional<Instant> cursor(String deployment) {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT cursor_ms FROM watch"
                    + " WHERE deployment = :deployment AND cursor_ms IS NOT NULL")
            .bind("deployment", deployment)
            .map((rs, ctx) -> Instant.ofEpochMilli(rs.getLong(1)))
            .findOne());
  }

  @Override
  public void moveCursor(Transaction tx, String deployment, Instant to) {
    int rows =
        tx.handle()
            .createUpdate(
                "UPDATE watch SET cursor_ms = :to WHERE deployment = :deployment"
                    + " AND (cursor_ms IS NULL OR cursor_ms < :to)")
            .bind("to", to.toEpochMilli())
            .bind("deployment", deployment)
            .execute();
    if (rows != 1) {
      throw new NoriaException(
          io.noria.base.ErrorCode.ABORTED,
          "watch " + deployment + ": another has scored up to " + to + " already");
    }
  }
}
