package io.noria.traces.sql;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.traces.JsonText;
import io.noria.traces.ScorerStore;
import io.noria.traces.ScorerVersion;
import io.noria.traces.TraceFilter;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentStore;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of scorers. */
public final class SqlScorerStore implements ScorerStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlScorerStore.class);
  private static final int CONTENT = 1 << 20;
  private static final String SELECT =
      "SELECT s.id, s.experiment, s.name, v.version, v.content, v.created_ms FROM scorers s"
          + " JOIN scorer_versions v ON v.scorer = s.number";

  private final Database database;
  private final ExperimentStore experiments;
  private final IdSource ids;

  /** The tables in the database; scorers get their ids from the source. */
  public SqlScorerStore(Database database, ExperimentStore experiments, IdSource ids) {
    this.database = database;
    this.experiments = experiments;
    this.ids = ids;
  }

  private void active(ExperimentId id) {
    if (experiments.get(id).lifecycle() == Lifecycle.DELETED) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "experiment: " + id + " is deleted (expected: an active experiment)");
    }
  }

  @Override
  public ScorerVersion register(ExperimentId experiment, String name, String content) {
    Limits.atLeastOne("scorer name", name.strip());
    Limits.atMost("scorer name", name, 256);
    Limits.atMost("serialized_scorer", content, CONTENT);
    if (!(JsonText.value(content) instanceof Map<?, ?> map)) {
      throw NoriaException.invalid("serialized_scorer: no JSON object (expected: one)");
    }
    refuseCode(map);
    active(experiment);
    String id = ids.uuid7();
    ScorerVersion version =
        database.write(tx -> {
          tx.handle()
              .execute(
                  "INSERT INTO scorers (id, experiment, name) VALUES (?, ?, ?)"
                      + " ON CONFLICT (experiment, name) DO NOTHING",
                  id,
                  experiment.number(),
                  name);
          long scorer = number(tx.handle(), experiment, name);
          tx.handle()
              .execute(
                  "INSERT INTO scorer_versions (scorer, version, content, created_ms)"
                      + " VALUES (?, (SELECT COALESCE(MAX(version), 0) + 1 FROM scorer_versions"
                      + " WHERE scorer = ?), ?, ?)",
                  scorer,
                  scorer,
                  content,
                  tx.now());
          return all(tx.handle(), experiment, name).getLast();
        });
    LOG.info(
        "event=scorer_registered experiment={} scorer={} version={}",
        experiment,
        version.scorer(),
        version.version());
    return version;
  }

  /** Source code in a scorer would be run by whoever reads it, on their machine. */
  private static void refuseCode(@Nullable Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        if (map.get("call_source") != null) {
          throw NoriaException.invalid(
              "serialized_scorer: it holds source code in call_source, which readers would run"
                  + " (expected: a judge or a built-in scorer; pass your own functions to"
                  + " evaluate directly)");
        }
        map.values().forEach(SqlScorerStore::refuseCode);
      }
      case List<?> list -> list.forEach(SqlScorerStore::refuseCode);
      case null, default -> {}
    }
  }

  private static long number(Handle handle, ExperimentId experiment, String name) {
    return handle
        .select(
            "SELECT number FROM scorers WHERE experiment = ? AND name = ?",
            experiment.number(),
            name)
        .mapTo(Long.class)
        .findFirst()
        .orElseThrow(() -> Rows.missing("scorer", name));
  }

  private static List<ScorerVersion> all(Handle handle, ExperimentId experiment, String name) {
    List<ScorerVersion> versions =
        handle
            .select(
                SELECT + " WHERE s.experiment = ? AND s.name = ? ORDER BY v.version",
                experiment.number(),
                name)
            .map((rows, context) -> version(rows))
            .list();
    if (versions.isEmpty()) {
      throw Rows.missing("scorer", name);
    }
    return versions;
  }

  private static ScorerVersion version(ResultSet rows) throws SQLException {
    return new ScorerVersion(
        rows.getString(1),
        ExperimentId.of(rows.getLong(2)),
        rows.getString(3),
        rows.getInt(4),
        rows.getString(5),
        Instant.ofEpochMilli(rows.getLong(6)));
  }

  @Override
  public List<ScorerVersion> list(List<ExperimentId> where) {
    return database.read(handle -> {
      List<ScorerVersion> found = new ArrayList<>();
      for (List<ExperimentId> chunk : InLists.chunks(where)) {
        handle
            .select(
                SELECT
                    + " WHERE v.version = (SELECT MAX(m.version) FROM scorer_versions m"
                    + " WHERE m.scorer = s.number) AND s.experiment IN ("
                    + InLists.marks(chunk.size())
                    + ") ORDER BY s.experiment, s.name",
                chunk.stream().map(ExperimentId::number).toArray())
            .map((rows, context) -> found.add(version(rows)))
            .list();
      }
      return found;
    });
  }

  @Override
  public List<ScorerVersion> versions(ExperimentId experiment, String name) {
    active(experiment);
    return database.read(handle -> all(handle, experiment, name));
  }

  @Override
  public ScorerVersion get(ExperimentId experiment, String name, @Nullable Integer version) {
    List<ScorerVersion> versions = versions(experiment, name);
    return version == null
        ? versions.getLast()
        : versions.stream()
            .filter(one -> one.version() == version)
            .findFirst()
            .orElseThrow(() -> Rows.missing("scorer version", name + " " + version));
  }

  @Override
  public void delete(ExperimentId experiment, String name, @Nullable Integer version) {
    active(experiment);
    database.write(tx -> {
      long scorer = number(tx.handle(), experiment, name);
      if (version == null) {
        tx.handle().execute("DELETE FROM scorer_versions WHERE scorer = ?", scorer);
        tx.handle().execute("DELETE FROM scorers WHERE number = ?", scorer);
      } else if (tx.handle()
              .execute(
                  "DELETE FROM scorer_versions WHERE scorer = ? AND version = ?", scorer, version)
          == 0) {
        throw Rows.missing("scorer version", name + " " + version);
      }
      return true;
    });
    LOG.info("event=scorer_deleted experiment={} name={} version={}", experiment, name, version);
  }

  @Override
  public ScorerVersion.Online setOnline(
      ExperimentId experiment, String name, double sampleRate, @Nullable String filter) {
    if (!(sampleRate >= 0 && sampleRate <= 1)) {
      throw NoriaException.invalid("sample_rate: " + sampleRate + " (expected: 0 to 1)");
    }
    if (filter != null) {
      TraceFilter.parse(filter);
    }
    active(experiment);
    String id = ids.hex32();
    return database.write(tx -> {
      long scorer = number(tx.handle(), experiment, name);
      tx.handle()
          .execute(
              "UPDATE scorers SET config_id = ?, sample_rate = ?, filter = ? WHERE number = ?",
              id,
              sampleRate,
              filter,
              scorer);
      return online(tx.handle(), "s.number = ?", scorer).getFirst();
    });
  }

  @Override
  public List<ScorerVersion.Online> online(List<String> scorers) {
    return database.read(handle -> {
      List<ScorerVersion.Online> found = new ArrayList<>();
      for (List<String> chunk : InLists.chunks(scorers)) {
        String in = "s.id IN (" + InLists.marks(chunk.size()) + ")";
        found.addAll(online(handle, in, chunk.toArray()));
      }
      return found;
    });
  }

  private static List<ScorerVersion.Online> online(
      Handle handle, String where, Object... arguments) {
    return handle
        .select(
            "SELECT s.config_id, s.id, s.experiment, s.sample_rate, s.filter FROM scorers s"
                + " WHERE s.config_id IS NOT NULL AND "
                + where,
            arguments)
        .map((rows, context) ->
            new ScorerVersion.Online(
                rows.getString(1),
                rows.getString(2),
                ExperimentId.of(rows.getLong(3)),
                rows.getDouble(4),
                rows.getString(5)))
        .list();
  }
}
