package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunTags;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes what a run logs. */
final class RunLog {
  private RunLog() {}

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
    if (batch.params().isEmpty() && batch.tags().isEmpty() && modelPoints.isEmpty()) {
      if (batch.metrics().isEmpty()) {
        RunRows.active(tx, id);
      } else {
        MetricWriter.write(tx, id, batch.metrics());
      }
      return;
    }
    RunRows.Row run = RunRows.active(tx, id);
    MetricWriter.write(tx, run, batch.metrics());
    Map<String, String> params = cut(batch.params(), Limits.PARAM_VALUE);
    if (!params.isEmpty()) {
      KeyValues.RUN_PARAMS.putOnce(tx, run.number(), params, "param");
    }
    tags(tx, run.number(), batch.tags());
    if (!modelPoints.isEmpty()) {
      LoggedModelRows.log(tx.handle(), id, modelPoints);
    }
  }

  /** Sets tags; those with a meaning change the run's own row too. */
  static void tags(Transaction tx, long run, Map<String, String> tags) throws SQLException {
    KeyValues.RUN_TAGS.put(tx, run, cut(tags, Limits.RUN_TAG_VALUE));
    String name = tags.get(RunTags.NAME);
    if (name != null && !name.isEmpty()) {
      tx.handle()
          .execute(
              "UPDATE runs SET name = ? WHERE number = ?",
              Limits.cut(name, Limits.RUN_TAG_VALUE),
              run);
    }
    String parent = tags.get(RunTags.PARENT);
    if (parent != null) {
      tx.handle().execute("UPDATE runs SET parent = ? WHERE number = ?", parent(parent), run);
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
}
