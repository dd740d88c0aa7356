package io.noria.serving.sql;

import io.noria.serving.Labels.RecordedLabel;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.statement.PreparedBatch;
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

  private static void insert(Transaction tx, List<Row> rows) {
    try (PreparedBatch batch =
        tx.handle()
            .prepareBatch(
                """
                INSERT INTO prediction_label (deployment, target, prediction_event_ms, value,
                  event_ms, recorded_ms, actor)
                VALUES (:deployment, :target, :prediction, :value, :event, :recorded, :actor)
                """)) {
      for (Row row : rows) {
        Instant eventTime = row.eventTime() == null ? tx.now() : row.eventTime();
        batch
            .bind("deployment", row.deployment())
            .bind("target", row.target())
            .bind("prediction", row.predictionMs())
            .bind("value", row.value())
            .bind("event", eventTime.toEpochMilli())
            .bind("recorded", tx.now().toEpochMilli())
            .bind("actor", tx.actor())
            .add();
      }
      batch.execute();
    }
  }

  /** Target and value of labels of predictions in the range of event time, oldest record first. */
  public void forEach(
      String deployment, long fromMs, long toMs, BiConsumer<String, String> reader) {
    database.read(handle -> {
      handle
          .createQuery(
              """
              SELECT target, value FROM prediction_label
              WHERE deployment = :deployment
                AND prediction_event_ms BETWEEN :from AND :to ORDER BY id
              """)
          .bind("deployment", deployment)
          .bind("from", fromMs)
          .bind("to", toMs)
          .setFetchSize(10_000)
          .map((rows, context) -> {
            reader.accept(rows.getString(1), rows.getString(2));
            return 1;
          })
          .forEach(one -> {});
      return null;
    });
  }

  /** The labels of one prediction under its targets, the latest first. */
  public List<RecordedLabel> of(String deployment, List<String> targets) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT * FROM prediction_label
                WHERE deployment = :deployment AND target IN (<targets>) ORDER BY id DESC
                """)
            .bind("deployment", deployment)
            .bindList("targets", targets)
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
