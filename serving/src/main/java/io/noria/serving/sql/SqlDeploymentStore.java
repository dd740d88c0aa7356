package io.noria.serving.sql;

import io.noria.registry.ModelVersionId;
import io.noria.serving.Deployment;
import io.noria.serving.Follow;
import io.noria.serving.Swap;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Deployments and their swaps as rows. Thread-safe. */
public final class SqlDeploymentStore {
  private final Database database;

  /** On the database. */
  public SqlDeploymentStore(Database database) {
    this.database = database;
  }

  /** The deployment of the name. */
  public Optional<Deployment> find(String name) {
    return database.read(handle -> find(handle, name));
  }

  /** The same as the handle sees it. */
  public Optional<Deployment> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT * FROM deployment WHERE name = :name")
        .bind("name", name)
        .map((rows, context) -> deployment(rows))
        .findOne();
  }

  /** The version that is recorded as the deployment's own; null when there is none. */
  public @Nullable ModelVersionId version(String name) {
    return version(find(name));
  }

  /** The same as the unit of writing sees it. */
  public @Nullable ModelVersionId version(Transaction tx, String name) {
    return version(find(tx.handle(), name));
  }

  private static @Nullable ModelVersionId version(Optional<Deployment> found) {
    Deployment row = found.orElse(null);
    Integer version = row == null ? null : row.version();
    return row == null || version == null ? null : new ModelVersionId(row.model(), version);
  }

  /** All, by name. */
  public List<Deployment> list() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM deployment ORDER BY name")
            .map((rows, context) -> deployment(rows))
            .list());
  }

  /** Writes the row, over what was there. */
  public void put(Transaction tx, Deployment deployment) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO deployment
              (name, model, follow, version, problem, created_ms, created_by, updated_ms)
            VALUES (:name, :model, :follow, :version, :problem, :created, :by, :updated)
            ON CONFLICT (name) DO UPDATE SET model = excluded.model, follow = excluded.follow,
              version = excluded.version, problem = excluded.problem,
              updated_ms = excluded.updated_ms
            """)
        .bind("name", deployment.name())
        .bind("model", deployment.model())
        .bind("follow", deployment.follow().toString())
        .bind("version", deployment.version())
        .bind("problem", deployment.problem())
        .bind("created", deployment.createdAt().toEpochMilli())
        .bind("by", deployment.createdBy())
        .bind("updated", deployment.updatedAt().toEpochMilli())
        .execute();
  }

  /** Removes the row. */
  public void delete(Transaction tx, String name) {
    tx.handle()
        .createUpdate("DELETE FROM deployment WHERE name = :name")
        .bind("name", name)
        .execute();
  }

  /** Records a swap. */
  public void add(Transaction tx, Swap swap) {
    Instant eventTime = swap.eventTime();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO deployment_swap (deployment, from_model, from_version, model, version,
              why, event_ms, recorded_ms, actor)
            VALUES (:deployment, :fromModel, :fromVersion, :model, :version,
              :why, :event, :recorded, :actor)
            """)
        .bind("deployment", swap.deployment())
        .bind("fromModel", swap.fromModel())
        .bind("fromVersion", swap.fromVersion())
        .bind("model", swap.model())
        .bind("version", swap.version())
        .bind("why", swap.why())
        .bind("event", eventTime == null ? null : (Long) eventTime.toEpochMilli())
        .bind("recorded", swap.recordedAt().toEpochMilli())
        .bind("actor", swap.actor())
        .execute();
  }

  /** The deployment's swaps, newest first. */
  public List<Swap> history(String name) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM deployment_swap WHERE deployment = :name ORDER BY id DESC")
            .bind("name", name)
            .map((rows, context) -> swap(rows))
            .list());
  }

  private static Deployment deployment(ResultSet rows) throws SQLException {
    return new Deployment(
        rows.getString("name"),
        rows.getString("model"),
        Follow.parse(rows.getString("follow")),
        integer(rows, "version"),
        rows.getString("problem"),
        Instant.ofEpochMilli(rows.getLong("created_ms")),
        rows.getString("created_by"),
        Instant.ofEpochMilli(rows.getLong("updated_ms")));
  }

  private static Swap swap(ResultSet rows) throws SQLException {
    long event = rows.getLong("event_ms");
    Instant eventTime = rows.wasNull() ? null : Instant.ofEpochMilli(event);
    return new Swap(
        rows.getString("deployment"),
        rows.getString("from_model"),
        integer(rows, "from_version"),
        rows.getString("model"),
        rows.getInt("version"),
        rows.getString("why"),
        eventTime,
        Instant.ofEpochMilli(rows.getLong("recorded_ms")),
        rows.getString("actor"));
  }

  private static @Nullable Integer integer(ResultSet rows, String column) throws SQLException {
    int value = rows.getInt(column);
    return rows.wasNull() ? null : (Integer) value;
  }
}
