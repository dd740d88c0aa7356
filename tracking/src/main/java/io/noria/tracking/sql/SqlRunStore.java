package io.noria.tracking.sql;

import io.noria.base.Event;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.CurveQuery;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.Envelopes;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.FoundRuns;
import io.noria.tracking.GroupCurves;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.ModelOutput;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunChange;
import io.noria.tracking.RunColumns;
import io.noria.tracking.RunData;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunGroups;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunListener;
import io.noria.tracking.RunNames;
import io.noria.tracking.RunSearch;
import io.noria.tracking.RunStatus;
import io.noria.tracking.RunStore;
import io.noria.tracking.RunTags;
import io.noria.tracking.ThinCurve;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of runs. */
public final class SqlRunStore implements RunStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlRunStore.class);

  private final Database database;
  private final IdSource ids;
  private final MetricHistory history;
  private final RunFinder finder;
  private final RunGrouper grouper;
  private final RunMoves moves;
  private final MetricCurves curves;
  private final MetricAppends appends;
  private final RunEvents events;
  private final RunListeners listeners = new RunListeners();

  /**
   * The tables in the database.
   *
   * @param ids gives new runs their ids
   * @param held runs in memory, which searches look at first
   */
  public SqlRunStore(Database database, IdSource ids, HeldRuns held) {
    this.database = database;
    this.ids = ids;
    this.appends = new MetricAppends(database);
    this.history = new MetricHistory(database);
    this.curves = new MetricCurves(database);
    this.events = held.events();
    this.finder = new RunFinder(database, held.runs());
    this.grouper = new RunGrouper(database, held.runs());
    this.moves = new RunMoves(database, finder, events);
  }

  @Override
  public Run create(NewRun wanted) {
    RunData tags = RunData.ofTags(wanted.tags());
    RunLog.check(tags);
    RunId id = new RunId(ids.hex32());
    String name = name(wanted, id);
    Run run =
        database.write(tx -> {
          tx.afterCommit(() -> events.changed(id, wanted.experiment()));
          return RunInsert.write(tx, id, name, wanted);
        });
    LOG.info("event=run_started run={} experiment={}", id, wanted.experiment());
    return run;
  }

  private static String name(NewRun wanted, RunId id) {
    String given = wanted.name() == null ? "" : wanted.name();
    String tagged = wanted.tags().getOrDefault(RunTags.NAME, "");
    if (!given.isEmpty() && !tagged.isEmpty() && !given.equals(tagged)) {
      throw NoriaException.invalid(
          "run_name: '"
              + Limits.shown(given)
              + "' but tag "
              + RunTags.NAME
              + " says '"
              + Limits.shown(tagged)
              + "' (expected: one name)");
    }
    String name = given.isEmpty() ? tagged : given;
    return name.isEmpty() ? RunNames.of(id.value()) : Limits.cut(name, Limits.RUN_TAG_VALUE);
  }

  @Override
  public Run get(RunId id) {
    return database.readPrepared((handle, statements) -> RunReader.get(handle, statements, id));
  }

  @Override
  public List<Run> getAll(List<RunId> wanted) {
    return database.read(handle -> {
      List<RunRows.Row> rows = new ArrayList<>();
      for (RunId id : wanted) {
        RunRows.find(handle, id).ifPresent(rows::add);
      }
      return List.copyOf(RunRows.full(handle, rows).values());
    });
  }

  @Override
  public void log(RunId id, RunData batch, List<ModelPoint> modelPoints) {
    RunLog.check(batch);
    boolean pointsAlone =
        batch.params().isEmpty() && batch.tags().isEmpty() && modelPoints.isEmpty();
    if (pointsAlone && !batch.metrics().isEmpty()) {
      appends.write(id, batch.metrics(), () -> tell(id, batch));
    } else {
      database.writeLocking(tx -> {
        RunLog.write(tx, id, batch, modelPoints);
        tx.afterCommit(() -> tell(id, batch));
        return true;
      });
    }
    listeners.tell(id, batch.metrics());
  }

  private void tell(RunId id, RunData batch) {
    if (!batch.metrics().isEmpty()) {
      events.logged(id, batch.metrics());
    }
    if (!batch.params().isEmpty() || !batch.tags().isEmpty()) {
      events.changed(id, null);
    }
  }

  /** The run, which this unit changes. */
  private RunRows.Row changing(Transaction tx, RunId id) throws SQLException {
    RunRows.Row run = RunRows.active(tx, id);
    tx.afterCommit(() -> events.changed(id, run.info().experiment()));
    return run;
  }

  @Override
  public void deleteTag(RunId id, String key) {
    database.write(tx -> {
      RunRows.Row run = changing(tx, id);
      if (!KeyValues.RUN_TAGS.remove(tx.handle(), run.number(), key)) {
        throw Fault.missing("tag", key);
      }
      if (key.equals(RunTags.PARENT)) {
        tx.handle().execute("UPDATE runs SET parent = NULL WHERE number = ?", run.number());
      }
      return true;
    });
  }

  @Override
  public RunInfo update(RunId id, RunChange change) {
    RunInfo updated =
        database.write(tx -> {
          RunRows.Row run = changing(tx, id);
          String name = change.name();
          if (name != null && !name.isEmpty()) {
            RunLog.tags(tx, run.number(), Map.of(RunTags.NAME, name));
          }
          if (change.status() != null || change.endedAt() != null) {
            changeStatus(tx, run, change);
          }
          return RunRows.get(tx.handle(), id).info();
        });
    if (change.status() != null) {
      LOG.info("event=run_status run={} status={}", id, updated.status());
    }
    return updated;
  }

  private static void changeStatus(Transaction tx, RunRows.Row run, RunChange change) {
    RunInfo before = run.info();
    RunStatus status = change.status() == null ? before.status() : change.status();
    Instant ended = change.endedAt();
    if (ended == null && status.isTerminal()) {
      ended = before.endedAt() == null ? tx.now() : before.endedAt();
    }
    tx.handle()
        .execute(
            "UPDATE runs SET status = ?, ended_ms = ? WHERE number = ?",
            status.name(),
            ended,
            run.number());
    if (status.isTerminal() && !before.status().isTerminal()) {
      tx.publish(
          new Event.RunEnded(
              before.id().ref(),
              before.eventTime(),
              "Run " + before.name() + " ended: " + status + ".",
              before.experiment().value(),
              before.id().value(),
              status.name()));
    }
  }

  @Override
  public void delete(RunId id) {
    moves.move(List.of(id), Lifecycle.DELETED);
  }

  @Override
  public void restore(RunId id) {
    moves.move(List.of(id), Lifecycle.ACTIVE);
  }

  @Override
  public int move(List<RunId> runs, Lifecycle to) {
    return moves.move(runs, to);
  }

  @Override
  public long move(List<ExperimentId> experiments, String filter, Lifecycle to) {
    return moves.move(experiments, filter, to);
  }

  @Override
  public void logInputs(RunId id, List<DatasetInput> inputs, List<LoggedModelId> models) {
    database.write(tx -> {
      RunRows.Row run = changing(tx, id);
      RunInputs.log(tx, run, inputs);
      RunInputs.logModels(tx.handle(), run.number(), models);
      return true;
    });
  }

  @Override
  public void logOutputs(RunId id, List<ModelOutput> outputs) {
    database.write(tx -> {
      RunRows.Row run = changing(tx, id);
      for (ModelOutput output : outputs) {
        LoggedModelRows.get(tx.handle(), output.model());
        tx.handle()
            .execute(
                "INSERT INTO run_outputs (run, model, step) VALUES (?, ?, ?)"
                    + " ON CONFLICT (run, model) DO UPDATE SET step = excluded.step",
                run.number(),
                output.model().value(),
                output.step());
      }
      return true;
    });
  }

  @Override
  public FoundRuns find(RunSearch search, boolean count) {
    return finder.find(search, count);
  }

  @Override
  public RunGroups groups(RunGroups.Search search) {
    return grouper.groups(search);
  }

  @Override
  public RunColumns columns(RunColumns.Search search) {
    return finder.columns(search);
  }

  @Override
  public List<Run> children(RunId parent) {
    return database.read(handle ->
        List.copyOf(
            RunRows.full(
                    handle,
                    RunRows.list(
                        handle,
                        "WHERE parent = ? AND lifecycle = 'ACTIVE' ORDER BY number",
                        parent.value()))
                .values()));
  }

  @Override
  public Map<RunId, Integer> childCounts(List<RunId> parents) {
    return database.read(handle -> RunRows.childCounts(handle, parents));
  }

  @Override
  public Page<Metric> history(RunId id, String key, int limit, @Nullable String pageToken) {
    return history.page(id, key, limit, pageToken);
  }

  @Override
  public Map<RunId, List<Metric>> sample(
      List<RunId> runs, String key, @Nullable Long fromStep, @Nullable Long toStep, int most) {
    return history.sample(runs, key, fromStep, toStep, most);
  }

  @Override
  public ThinCurve thinned(RunId run, String key, long fromStep, long toStep, int most) {
    return history.thinned(run, key, fromStep, toStep, most);
  }

  @Override
  public Envelopes envelopes(List<RunId> runs, CurveQuery query) {
    return curves.envelopes(runs, query);
  }

  @Override
  public GroupCurves groups(
      List<GroupCurves.Group> groups, CurveQuery query, GroupCurves.Band band) {
    return curves.groups(groups, query, band);
  }

  @Override
  public RunListener.Subscription listen(RunId id, RunListener listener) {
    return listeners.add(id, listener);
  }

  @Override
  public RunEvents events() {
    return events;
  }
}
