package io.noria.serving.sql;

import io.noria.serving.Labels.RecordedLabel;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Labels as rows. Thread-safe. */
public final class SqlLabelStore {
  private final Database database;

  /** On the database. */
  public SqlLabelStore(Database database) {
    this.database = database;
  }

  /**
   * A label of a prediction that is known.
   *
   * @param deployment whose
   * @param target {@code key:…} or {@code id:…}
   * @param predictionMs the prediction's event time
   * @param value as text
   * @param eventTime when it came true; null for now
   */
  public record Row(
      String deployment,
      String target,
      long predictionMs,
      String value,
      @Nullable Instant eventTime) {}

  /** Adds the rows in one transaction. */
  public void add(List<Row> rows) {
    database.write(tx -> {
      insert(tx, rows);
      return null;
    });
  }

  /** Plain JDBC: labels come by the hundred thousand, and named bindings cost more than rows. */
  private static void insert(Transaction tx, List<Row> rows) throws SQLException {
    long now = tx.now().toEpochMilli();
    try (PreparedStatement statement =
        tx.handle()
            .getConnection()
            .prepareStatement(
                """
                INSERT INTO prediction_label (deployment, target, prediction_event_ms, value,
                  event_ms, recorded_ms, actor)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)) {
      for (Row row : rows) {
        Instant eventTime = row.eventTime();
        statement.setString(1, row.deployment());
        statement.setString(2, row.target());
        statement.setLong(3, row.predictionMs());
        statement.setString(4, row.value());
        statement.setLong(5, eventTime == null ? now : eventTime.toEpochMilli());
        statement.setLong(6, now);
        statement.setString(7, tx.actor());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Target and value of labels of predictions in the range of event time, oldest record first. */
  public void forEach(
      String deployment, long fromMs, long toMs, long asOfMs, BiConsumer<String, String> reader) {
    database.read(handle -> {
      try (PreparedStatement statement =
          handle
              .getConnection()
              .prepareStatement(
                  """
                  SELECT target, value FROM prediction_label
                  WHERE deployment = ? AND prediction_event_ms BETWEEN ? AND ?
                    AND event_ms <= ? ORDER BY id
                  """)) {
        statement.setString(1, deployment);
        statement.setLong(2, fromMs);
        statement.setLong(3, toMs);
        statement.setLong(4, asOfMs);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            reader.accept(rows.getString(1), rows.getString(2));
          }
        }
      }
      return null;
    });
  }

  /** The labels of the target, whose prediction has that event time, the latest first. */
  public List<RecordedLabel> of(String deployment, String target, long predictionMs) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT * FROM prediction_label
                WHERE deployment = :deployment AND prediction_event_ms = :prediction
                  AND target = :target ORDER BY id DESC
                """)
            .bind("deployment", deployment)
            .bind("prediction", predictionMs)
            .bind("target", target)
            .map((rows, context) -> label(rows))
            .list());
  }

  /** The newest event time. */
  public Optional<Instant> watermark(String deployment) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT max(event_ms) FROM prediction_label WHERE deployment = :deployment")
            .bind("deployment", deployment)
            .mapTo(Instant.class)
            .findOne());
  }

  private static RecordedLabel label(ResultSet rows) throws SQLException {
    return new RecordedLabel(
        rows.getString("value"),
        Instant.ofEpochMilli(rows.getLong("event_ms")),
        Instant.ofEpochMilli(rows.getLong("recorded_ms")),
        rows.getString("actor"));
  }
}
