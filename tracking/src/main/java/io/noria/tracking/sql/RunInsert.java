package io.noria.tracking.sql;

import io.noria.base.Event;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunStatus;
import io.noria.tracking.RunTags;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a new run in three statements that are kept prepared, and reads nothing back. */
final class RunInsert {
  private static final String EXPERIMENT =
      "SELECT name, artifact_location FROM experiments WHERE id = ? AND lifecycle = 'ACTIVE'";

  private static final String RUN =
      "INSERT INTO runs (id, experiment, name, status, lifecycle, deleted_with, user_name, parent,"
          + " artifact_location, started_ms, event_ms, recorded_ms)"
          + " VALUES (?, ?, ?, 'RUNNING', 'ACTIVE', 0, ?, ?, ?, ?, ?, ?) RETURNING number";

  private static final String TAG = "INSERT INTO run_tags (run, key, value) VALUES (?, ?, ?)";

  private RunInsert() {}

  private record Parent(String name, @Nullable String location) {}

  static Run write(Transaction tx, RunId id, String name, NewRun wanted) throws SQLException {
    Parent experiment = experiment(tx, wanted.experiment());
    TreeMap<String, String> tags = new TreeMap<>();
    wanted.tags().forEach((key, value) -> tags.put(key, Limits.cut(value, Limits.RUN_TAG_VALUE)));
    tags.put(RunTags.NAME, name);
    String parent = wanted.tags().get(RunTags.PARENT);
    Instant started = wanted.startedAt();
    Instant eventTime = wanted.eventTime();
    RunInfo info =
        new RunInfo(
            id,
            wanted.experiment(),
            name,
            RunStatus.RUNNING,
            Lifecycle.ACTIVE,
            millis(started == null ? tx.now() : started),
            null,
            wanted.user(),
            parent == null ? null : new RunId(parent),
            eventTime == null ? null : millis(eventTime),
            millis(tx.now()),
            experiment.location());
    tags(tx, run(tx, info), tags);
    tx.publish(
        new Event.RunStarted(
            id.ref(),
            wanted.eventTime(),
            "Run " + name + " started in " + experiment.name() + ".",
            wanted.experiment().value(),
            id.value()));
    return new Run(info, new RunData(List.of(), Map.of(), tags), List.of(), List.of(), List.of());
  }

  /** As it comes back from the tables. */
  private static Instant millis(Instant moment) {
    return Instant.ofEpochMilli(moment.toEpochMilli());
  }

  private static Parent experiment(Transaction tx, ExperimentId id) throws SQLException {
    PreparedStatement select = tx.statement(EXPERIMENT);
    select.setLong(1, id.number());
    try (ResultSet rows = select.executeQuery()) {
      if (rows.next()) {
        return new Parent(rows.getString(1), rows.getString(2));
      }
    }
    SqlExperimentStore.active(tx.handle(), id);
    throw new IllegalStateException("an active experiment took no run: " + id);
  }

  private static long run(Transaction tx, RunInfo info) throws SQLException {
    RunId parent = info.parent();
    Instant eventTime = info.eventTime();
    PreparedStatement insert = tx.statement(RUN);
    insert.setString(1, info.id().value());
    insert.setLong(2, info.experiment().number());
    insert.setString(3, info.name());
    insert.setString(4, info.user());
    insert.setString(5, parent == null ? null : parent.value());
    insert.setString(6, info.artifactLocation());
    insert.setLong(7, info.startedAt().toEpochMilli());
    if (eventTime == null) {
      insert.setNull(8, Types.BIGINT);
    } else {
      insert.setLong(8, eventTime.toEpochMilli());
    }
    insert.setLong(9, info.recordedAt().toEpochMilli());
    try (ResultSet number = insert.executeQuery()) {
      number.next();
      long written = number.getLong(1);
      number.next();
      return written;
    }
  }

  private static void tags(Transaction tx, long run, Map<String, String> tags) throws SQLException {
    PreparedStatement insert = tx.statement(TAG);
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      insert.setLong(1, run);
      insert.setString(2, tag.getKey());
      insert.setString(3, tag.getValue());
      insert.addBatch();
    }
    insert.executeBatch();
  }
}
