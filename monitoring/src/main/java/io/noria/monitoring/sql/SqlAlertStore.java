package io.noria.monitoring.sql;

import io.noria.monitoring.Alert;
import io.noria.monitoring.AlertStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The alerts in the database. */
public final class SqlAlertStore implements AlertStore {
  private static final String COLUMNS =
      "SELECT id, deployment, watch, column_name, state, version, value, threshold, raised_ms,"
          + " resolved_ms, silenced_until_ms, summary FROM alert ";

  private final Database db;

  /** On the database. */
  public SqlAlertStore(Database db) {
    this.db = db;
  }

  @Override
  public void put(Transaction tx, Alert alert) {
    tx.handle()
        .createUpdate(
            "INSERT INTO alert (id, deployment, watch, column_name, state, version, value,"
                + " threshold, raised_ms, resolved_ms, silenced_until_ms, summary) VALUES (:id,"
                + " :deployment, :watch, :column, :state, :version, :value, :threshold, :raised,"
                + " :resolved, :silenced, :summary)")
        .bind("id", alert.id())
        .bind("deployment", alert.deployment())
        .bind("watch", alert.watch())
        .bind("column", alert.column())
        .bind("state", alert.state().name())
        .bind("version", alert.version())
        .bind("value", alert.value())
        .bind("threshold", alert.threshold())
        .bind("raised", alert.raisedAt().toEpochMilli())
        .bind("resolved", millis(alert.resolvedAt()))
        .bind("silenced", millis(alert.silencedUntil()))
        .bind("summary", alert.summary())
        .execute();
    for (int i = 0; i < alert.history().size(); i++) {
      add(tx.handle(), alert, i);
    }
  }

  @Override
  public void change(Transaction tx, Alert alert) {
    tx.handle()
        .createUpdate(
            "UPDATE alert SET state = :state, value = :value, threshold = :threshold,"
                + " resolved_ms = :resolved, silenced_until_ms = :silenced, summary = :summary"
                + " WHERE id = :id")
        .bind("id", alert.id())
        .bind("state", alert.state().name())
        .bind("value", alert.value())
        .bind("threshold", alert.threshold())
        .bind("resolved", millis(alert.resolvedAt()))
        .bind("silenced", millis(alert.silencedUntil()))
        .bind("summary", alert.summary())
        .execute();
    add(tx.handle(), alert, alert.history().size() - 1);
  }

  private static void add(Handle handle, Alert alert, int ordinal) {
    Alert.Change change = alert.history().get(ordinal);
    handle
        .createUpdate(
            "INSERT INTO alert_change (alert_id, ordinal, what, event_ms, recorded_ms, window_id,"
                + " value, who, why) VALUES (:alert, :ordinal, :what, :event, :recorded, :window,"
                + " :value, :who, :why)")
        .bind("alert", alert.id())
        .bind("ordinal", ordinal)
        .bind("what", change.what())
        .bind("event", change.eventTime().toEpochMilli())
        .bind("recorded", change.recordedAt().toEpochMilli())
        .bind("window", change.windowId())
        .bind("value", change.value())
        .bind("who", change.who())
        .bind("why", change.why())
        .execute();
  }

  @Override
  public Optional<Alert> find(String id) {
    return db.read(handle -> find(handle, id));
  }

  @Override
  public Optional<Alert> find(Transaction tx, String id) {
    return find(tx.handle(), id);
  }

  private static Optional<Alert> find(Handle handle, String id) {
    return alerts(handle, handle.createQuery(COLUMNS + "WHERE id = :id").bind("id", id)).stream()
        .findFirst();
  }

  @Override
  public Optional<Instant> silencedUntil(
      Transaction tx, String deployment, String watch, String column) {
    return tx.handle()
        .createQuery(
            "SELECT silenced_until_ms FROM alert WHERE deployment = :deployment"
                + " AND watch = :watch AND column_name = :column"
                + " AND silenced_until_ms IS NOT NULL ORDER BY silenced_until_ms DESC LIMIT 1")
        .bind("deployment", deployment)
        .bind("watch", watch)
        .bind("column", column)
        .map((rs, ctx) -> Instant.ofEpochMilli(rs.getLong(1)))
        .findOne();
  }

  @Override
  public List<Alert> open(Transaction tx, String deployment) {
    return alerts(
        tx.handle(),
        tx.handle()
            .createQuery(
                COLUMNS
                    + "WHERE deployment = :deployment AND state = 'OPEN'"
                    + " ORDER BY watch, column_name")
            .bind("deployment", deployment));
  }

  @Override
  public List<Alert> list(@Nullable String deployment, boolean openOnly) {
    return db.read(handle -> {
      Query query =
          handle.createQuery(
              COLUMNS
                  + "WHERE 1 = 1"
                  + (deployment == null ? "" : " AND deployment = :deployment")
                  + (openOnly ? " AND state = 'OPEN'" : "")
                  + " ORDER BY raised_ms DESC, id DESC");
      if (deployment != null) {
        query.bind("deployment", deployment);
      }
      return alerts(handle, query);
    });
  }

  private static List<Alert> alerts(Handle handle, Query query) {
    return query.map((rs, ctx) -> alert(handle, rs)).list();
  }

  private static Alert alert(Handle handle, ResultSet rs) throws SQLException {
    String id = rs.getString("id");
    return new Alert(
        id,
        rs.getString("deployment"),
        rs.getString("watch"),
        rs.getString("column_name"),
        Alert.State.valueOf(rs.getString("state")),
        rs.getInt("version"),
        rs.getDouble("value"),
        rs.getDouble("threshold"),
        Instant.ofEpochMilli(rs.getLong("raised_ms")),
        instant(rs, "resolved_ms"),
        instant(rs, "silenced_until_ms"),
        rs.getString("summary"),
        history(handle, id));
  }

  private static List<Alert.Change> history(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT what, event_ms, recorded_ms, window_id, value, who, why FROM alert_change"
                + " WHERE alert_id = :id ORDER BY ordinal")
        .bind("id", id)
        .map((rs, ctx) -> {
          double number = rs.getDouble("value");
          Double value = rs.wasNull() ? null : number;
          return new Alert.Change(
              rs.getString("what"),
              Instant.ofEpochMilli(rs.getLong("event_ms")),
              Instant.ofEpochMilli(rs.getLong("recorded_ms")),
              rs.getString("window_id"),
              value,
              rs.getString("who"),
              rs.getString("why"));
        })
        .list();
  }

  private static @Nullable Long millis(@Nullable Instant moment) {
    return moment == null ? null : moment.toEpochMilli();
  }

  private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
    long millis = rs.getLong(column);
    return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
