package io.noria.traces.sql;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.traces.AssessmentId;
import io.noria.traces.JsonText;
import io.noria.traces.NewAssessment;
import io.noria.traces.NewTrace;
import io.noria.traces.Previews;
import io.noria.traces.Span;
import io.noria.traces.SpanBatch;
import io.noria.traces.SpanKeys;
import io.noria.traces.SpanTotals;
import io.noria.traces.Trace;
import io.noria.traces.TraceDeletion;
import io.noria.traces.TraceId;
import io.noria.traces.TraceInfo;
import io.noria.traces.TraceMetricPoint;
import io.noria.traces.TraceMetricQuery;
import io.noria.traces.TraceSearch;
import io.noria.traces.TraceStore;
import io.noria.traces.sql.TraceRemoval.Gone;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ArtifactStore;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentStore;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of traces and their spans. */
public final class SqlTraceStore implements TraceStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlTraceStore.class);

  /** Longest key of a tag or metadata. */
  static final int TAG_KEY = 250;

  /** Longest value of a tag or metadata. */
  static final int TAG_VALUE = 8000;

  private static final int NAME = 4096;
  private static final int MOST_PAIRS = 1000;

  private final Database database;
  private final ExperimentStore experiments;
  private final ArtifactStore artifacts;
  private final IdSource ids;
  private final TraceSearcher searcher;
  private final TraceFigures figures;

  /** The tables in the database; assessments get their ids from the source. */
  public SqlTraceStore(Database database, Tracking tracking, IdSource ids) {
    this.database = database;
    this.experiments = tracking.experiments();
    this.artifacts = tracking.artifacts();
    this.ids = ids;
    this.searcher = new TraceSearcher(database, experiments);
    this.figures = new TraceFigures(database);
  }

  /** Where files of the trace go. */
  static String artifacts(ExperimentId experiment, TraceId trace) {
    return ArtifactRoot.SCHEME + experiment + "/traces/" + trace + "/artifacts";
  }

  @Override
  public TraceId nextId() {
    return TraceId.ofHex(ids.hex32());
  }

  @Override
  public TraceInfo start(NewTrace trace) {
    check(trace);
    active(trace.experiment());
    List<AssessmentId> assessments =
        trace.assessments().stream().map(a -> new AssessmentId("a-" + ids.hex32())).toList();
    return database.write(tx -> {
      long number = put(tx, trace);
      Map<String, String> tags = new TreeMap<>(trace.tags());
      tags.remove(SpanKeys.NAME);
      tags.put(SpanKeys.ARTIFACTS, artifacts(trace.experiment(), trace.id()));
      Rows.put(tx.handle(), "trace_tags", "trace", number, tags);
      Rows.put(tx.handle(), "trace_metadata", "trace", number, new TreeMap<>(trace.metadata()));
      copyTotals(tx.handle(), number, trace.metadata());
      TraceRows.Row row = TraceRows.get(tx.handle(), trace.id());
      for (int i = 0; i < assessments.size(); i++) {
        NewAssessment content = trace.assessments().get(i);
        SqlAssessmentStore.add(tx, row, assessments.get(i), content);
      }
      return info(tx.handle(), row);
    });
  }

  /** Writes the trace's own row, over what was there, and answers with its number. */
  static long put(Transaction tx, NewTrace trace) {
    Duration duration = trace.duration();
    Map<String, String> metadata = trace.metadata();
    return tx.handle()
        .select(
            "INSERT INTO traces (id, experiment, started_ms, duration_ms, state, name, run,"
                + " session, user_name, client_request, request_preview, response_preview,"
                + " finalized, spans, recorded_ms)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?)"
                + " ON CONFLICT (id) DO UPDATE SET experiment = excluded.experiment,"
                + " started_ms = excluded.started_ms, duration_ms = excluded.duration_ms,"
                + " state = excluded.state, name = COALESCE(excluded.name, traces.name),"
                + " run = COALESCE(excluded.run, traces.run),"
                + " session = COALESCE(excluded.session, traces.session),"
                + " user_name = COALESCE(excluded.user_name, traces.user_name),"
                + " client_request = excluded.client_request,"
                + " request_preview = COALESCE(excluded.request_preview, traces.request_preview),"
                + " response_preview ="
                + " COALESCE(excluded.response_preview, traces.response_preview),"
                + " finalized = 1 RETURNING number",
            trace.id().value(),
            trace.experiment().number(),
            trace.startedAt(),
            duration == null ? null : (Long) duration.toMillis(),
            trace.state().name(),
            trace.tags().get(SpanKeys.NAME),
            metadata.get(SpanKeys.RUN),
            metadata.get(SpanKeys.SESSION),
            metadata.get(SpanKeys.USER),
            trace.clientRequest(),
            cut(trace.requestPreview()),
            cut(trace.responsePreview()),
            tx.now())
        .mapTo(Long.class)
        .one();
  }

  private static @Nullable String cut(@Nullable String preview) {
    return preview == null ? null : Previews.cut(preview);
  }

  static void check(NewTrace trace) {
    Limits.atMost("client_request_id", trace.clientRequest(), TAG_KEY);
    Limits.atMost("trace name", trace.tags().get(SpanKeys.NAME), NAME);
    checkPairs("tag", trace.tags());
    checkPairs("metadata", trace.metadata());
    Duration duration = trace.duration();
    if (duration != null && duration.isNegative()) {
      throw NoriaException.invalid(
          "execution_duration: " + duration + " (expected: none below zero)");
    }
  }

  private static void checkPairs(String what, Map<String, String> pairs) {
    if (pairs.size() > MOST_PAIRS) {
      throw NoriaException.invalid(
          what + ": " + pairs.size() + " keys (expected: at most " + MOST_PAIRS + " on a trace)");
    }
    pairs.forEach((key, value) -> checkPair(what, key, value));
  }

  private static void checkPair(String what, String key, String value) {
    Limits.atLeastOne(what + " key", key);
    Limits.atMost(what + " key", key, TAG_KEY);
    Limits.atMost(what + " value", value, TAG_VALUE);
  }

  private Experiment active(ExperimentId id) {
    Experiment experiment = experiments.get(id);
    if (experiment.lifecycle() == Lifecycle.DELETED) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "experiment: " + id + " is deleted (expected: an active experiment)");
    }
    return experiment;
  }

  /** Copies tokens and cost out of the metadata, to be counted quickly. */
  static void copyTotals(Handle handle, long number, Map<String, String> metadata) {
    String usage = metadata.get(SpanKeys.TRACE_USAGE);
    if (usage != null) {
      Map<?, ?> tokens = JsonText.object(usage);
      handle.execute(
          "UPDATE traces SET input_tokens = ?, output_tokens = ?, total_tokens = ?,"
              + " cache_read_tokens = ?, cache_creation_tokens = ? WHERE number = ?",
          SpanTotals.count(tokens, "input_tokens"),
          SpanTotals.count(tokens, "output_tokens"),
          SpanTotals.count(tokens, "total_tokens"),
          SpanTotals.count(tokens, "cache_read_input_tokens"),
          SpanTotals.count(tokens, "cache_creation_input_tokens"),
          number);
    }
    String cost = metadata.get(SpanKeys.TRACE_COST);
    if (cost != null) {
      Map<?, ?> dollars = JsonText.object(cost);
      handle.execute(
          "UPDATE traces SET input_cost = ?, output_cost = ?, total_cost = ? WHERE number = ?",
          SpanTotals.amount(dollars, "input_cost"),
          SpanTotals.amount(dollars, "output_cost"),
          SpanTotals.amount(dollars, "total_cost"),
          number);
    }
  }

  @Override
  public void log(ExperimentId experiment, List<SpanBatch> batches) {
    active(experiment);
    database.write(tx -> {
      SpanLog log = new SpanLog(tx);
      batches.forEach(batch -> log.write(experiment, batch));
      return true;
    });
  }

  @Override
  public TraceInfo get(TraceId id) {
    return database.read(handle -> info(handle, TraceRows.get(handle, id)));
  }

  private static TraceInfo info(Handle handle, TraceRows.Row row) {
    return TraceRows.infos(handle, List.of(row)).values().iterator().next();
  }

  @Override
  public List<TraceInfo> find(List<TraceId> ids) {
    return database.read(handle -> {
      List<TraceRows.Row> rows = rows(handle, ids);
      Map<Long, TraceInfo> infos = TraceRows.infos(handle, rows);
      return rows.stream().map(row -> of(infos, row)).toList();
    });
  }

  private static List<TraceRows.Row> rows(Handle handle, List<TraceId> ids) {
    Map<TraceId, TraceRows.Row> found = TraceRows.byId(handle, ids);
    List<TraceRows.Row> rows = new ArrayList<>();
    for (TraceId id : ids.stream().distinct().toList()) {
      TraceRows.Row row = found.get(id);
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static TraceInfo of(Map<Long, TraceInfo> infos, TraceRows.Row row) {
    return java.util.Objects.requireNonNull(infos.get(row.number()));
  }

  @Override
  public Trace read(TraceId id) {
    return database.read(handle -> {
      TraceRows.Row row = TraceRows.get(handle, id);
      return new Trace(info(handle, row), Chunks.of(handle, row.number()));
    });
  }

  @Override
  public List<Trace> readAll(List<TraceId> ids) {
    return database.read(handle -> {
      List<TraceRows.Row> rows = rows(handle, ids);
      Map<Long, TraceInfo> infos = TraceRows.infos(handle, rows);
      Map<Long, List<Span>> spans =
          Chunks.of(handle, rows.stream().map(TraceRows.Row::number).toList());
      return rows.stream()
          .map(row -> new Trace(of(infos, row), spans.getOrDefault(row.number(), List.of())))
          .toList();
    });
  }

  @Override
  public Page<TraceInfo> search(TraceSearch search) {
    return searcher.search(search);
  }

  @Override
  public Set<TraceId> matching(List<ExperimentId> where, String filter, int most) {
    return searcher.matching(where, filter, most);
  }

  @Override
  public List<TraceMetricPoint> metrics(TraceMetricQuery query) {
    return figures.of(query, searcher.active(query.experiments()));
  }

  @Override
  public void setTag(TraceId id, String key, String value) {
    checkPair("tag", key, value);
    database.write(tx -> {
      TraceRows.Row row = TraceRows.get(tx.handle(), id);
      if (key.equals(SpanKeys.NAME)) {
        Limits.atMost("trace name", value, NAME);
        tx.handle().execute("UPDATE traces SET name = ? WHERE number = ?", value, row.number());
      } else {
        Rows.put(tx.handle(), "trace_tags", "trace", row.number(), Map.of(key, value));
      }
      return true;
    });
  }

  @Override
  public void deleteTag(TraceId id, String key) {
    database.write(tx -> {
      TraceRows.Row row = TraceRows.get(tx.handle(), id);
      int changed =
          key.equals(SpanKeys.NAME)
              ? tx.handle()
                  .execute(
                      "UPDATE traces SET name = NULL WHERE number = ? AND name IS NOT NULL",
                      row.number())
              : tx.handle()
                  .execute("DELETE FROM trace_tags WHERE trace = ? AND key = ?", row.number(), key);
      if (changed == 0) {
        throw Rows.missing("tag", key);
      }
      return true;
    });
  }

  @Override
  public void linkRun(List<TraceId> ids, RunId run) {
    database.write(tx -> {
      PreparedBatch batch =
          tx.handle()
              .prepareBatch(
                  "INSERT INTO trace_runs (trace, run) VALUES (?, ?) ON CONFLICT DO NOTHING");
      for (TraceRows.Row row : TraceRows.byId(tx.handle(), ids).values()) {
        batch.add(row.number(), run.value());
      }
      return batch.execute();
    });
  }

  @Override
  public void linkPrompts(TraceId id, List<String> prompts) {
    prompts.forEach(prompt -> Limits.atMost("prompt version", prompt, 500));
    database.write(tx -> {
      TraceRows.Row row = TraceRows.get(tx.handle(), id);
      PreparedBatch batch =
          tx.handle()
              .prepareBatch(
                  "INSERT INTO trace_prompts (trace, prompt) VALUES (?, ?)"
                      + " ON CONFLICT DO NOTHING");
      prompts.forEach(prompt -> batch.add(row.number(), prompt));
      return batch.execute();
    });
  }

  @Override
  public int delete(TraceDeletion deletion) {
    List<Gone> gone = database.write(tx -> TraceRemoval.delete(tx.handle(), deletion));
    removeFiles(gone);
    LOG.info("event=traces_deleted experiment={} traces={}", deletion.experiment(), gone.size());
    return gone.size();
  }

  @Override
  public int purge(ExperimentId experiment) {
    List<Gone> gone = database.write(tx -> TraceRemoval.purge(tx.handle(), experiment));
    removeFiles(gone);
    LOG.info("event=traces_purged experiment={} traces={}", experiment, gone.size());
    return gone.size();
  }

  private void removeFiles(List<Gone> gone) {
    for (Gone trace : gone) {
      if (ArtifactRoot.isTrace(trace.id().value())) {
        artifacts
            .files(trace.root(), "")
            .forEach(file -> artifacts.delete(trace.root(), file.path()));
      }
    }
  }
}
