package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunTags;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Writes what a run logs. The path of a single metric point is two statements. */
final class RunLog {
  private static final String NEWER =
      "(excluded.step, excluded.time_ms, excluded.value_bits)"
          + " > (metric_series.step, metric_series.time_ms, metric_series.value_bits)";

  private static final String SERIES =
      "INSERT INTO metric_series (run, key, step, time_ms, value_bits)"
          + " SELECT number, ?, ?, ?, ? FROM runs WHERE id = ? AND lifecycle = 'ACTIVE'"
          + " ON CONFLICT (run, key) DO UPDATE SET"
          + latest("step")
          + ","
          + latest("time_ms")
          + ","
          + latest("value_bits")
          + " RETURNING id";

  private static final String POINT =
      "INSERT INTO metric_points (series, step, time_ms, value_bits) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";

  private RunLog() {}

  private static String latest(String column) {
    return " "
        + column
        + " = CASE WHEN "
        + NEWER
        + " THEN excluded."
        + column
        + " ELSE metric_series."
        + column
        + " END";
  }

  /** Checks the batch against the limits, before a transaction is asked for. */
  static void check(RunData batch) {
    atMost("metrics", batch.metrics().size(), Limits.BATCH_METRICS);
    atMost("params", batch.params().size(), Limits.BATCH_PARAMS);
    atMost("tags", batch.tags().size(), Limits.BATCH_PARAMS);
    int all = batch.metrics().size() + batch.params().size() + batch.tags().size();
    atMost("entries", all, Limits.BATCH_ALL);
    batch.params().keySet().forEach(key -> Limits.key("param", key));
    batch.tags().keySet().forEach(key -> Limits.key("tag", key));
  }

  private static void atMost(String what, int count, int most) {
    if (count > most) {
      throw NoriaException.invalid(
          "batch: " + count + " " + what + " (expected: at most " + most + ")");
    }
  }

  static void write(Transaction tx, RunId id, RunData batch, List<ModelPoint> modelPoints)
      throws SQLException {
    metrics(tx.handle(), id, batch.metrics());
    if (batch.params().isEmpty() && batch.tags().isEmpty() && modelPoints.isEmpty()) {
      if (batch.metrics().isEmpty()) {
        RunRows.active(tx.handle(), id);
      }
      return;
    }
    RunRows.Row run = RunRows.active(tx.handle(), id);
    Map<String, String> params = cut(batch.params(), Limits.PARAM_VALUE);
    if (!params.isEmpty()) {
      KeyValues.RUN_PARAMS.putOnce(tx.handle(), run.number(), params, "param");
    }
    tags(tx.handle(), run.number(), batch.tags());
    LoggedModelRows.log(tx.handle(), id, modelPoints);
  }

  /** Sets tags; those with a meaning change the run's own row too. */
  static void tags(Handle handle, long run, Map<String, String> tags) {
    KeyValues.RUN_TAGS.put(handle, run, cut(tags, Limits.RUN_TAG_VALUE));
    String name = tags.get(RunTags.NAME);
    if (name != null && !name.isEmpty()) {
      handle.execute(
          "UPDATE runs SET name = ? WHERE number = ?", Limits.cut(name, Limits.RUN_TAG_VALUE), run);
    }
    String parent = tags.get(RunTags.PARENT);
    if (parent != null) {
      handle.execute("UPDATE runs SET parent = ? WHERE number = ?", parent(parent), run);
    }
  }

  /** The parent that a tag's value names. */
  static String parent(String value) {
    return new RunId(value).value();
  }

  private static Map<String, String> cut(Map<String, String> values, int most) {
    Map<String, String> cut = new TreeMap<>();
    values.forEach((key, value) -> cut.put(key, Limits.cut(value, most)));
    return cut;
  }

  private static void metrics(Handle handle, RunId run, List<Metric> metrics) throws SQLException {
    if (metrics.isEmpty()) {
      return;
    }
    // In the order of keys, so that two batches on PostgreSQL never wait for each other in a ring.
    Map<String, Metric> greatest = new TreeMap<>();
    for (Metric metric : metrics) {
      greatest.merge(metric.key(), metric, RunLog::greater);
    }
    Map<String, Long> series = new HashMap<>();
    try (PreparedStatement upsert = handle.getConnection().prepareStatement(SERIES)) {
      for (Metric metric : greatest.values()) {
        series.put(metric.key(), series(handle, upsert, run, metric));
      }
    }
    try (PreparedStatement insert = handle.getConnection().prepareStatement(POINT)) {
      for (Metric metric : metrics) {
        insert.setLong(1, series.getOrDefault(metric.key(), 0L));
        insert.setLong(2, metric.step());
        insert.setLong(3, metric.timestamp().toEpochMilli());
        insert.setLong(4, MetricBits.of(metric.value()));
        if (metrics.size() == 1) {
          insert.executeUpdate();
        } else {
          insert.addBatch();
        }
      }
      if (metrics.size() > 1) {
        insert.executeBatch();
      }
    }
  }

  private static long series(Handle handle, PreparedStatement upsert, RunId run, Metric metric)
      throws SQLException {
    upsert.setString(1, metric.key());
    upsert.setLong(2, metric.step());
    upsert.setLong(3, metric.timestamp().toEpochMilli());
    upsert.setLong(4, MetricBits.of(metric.value()));
    upsert.setString(5, run.value());
    try (ResultSet id = upsert.executeQuery()) {
      if (id.next()) {
        return id.getLong(1);
      }
    }
    RunRows.active(handle, run);
    throw new IllegalStateException("an active run took no metric: " + run);
  }

  private static Metric greater(Metric a, Metric b) {
    int order = Long.compare(a.step(), b.step());
    if (order == 0) {
      order = a.timestamp().compareTo(b.timestamp());
    }
    if (order == 0) {
      order = Long.compare(MetricBits.of(a.value()), MetricBits.of(b.value()));
    }
    return order >= 0 ? a : b;
  }
}
