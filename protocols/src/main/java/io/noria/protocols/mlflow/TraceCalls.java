package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.limit;
import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.protocols.mlflow.wire.TraceMessages;
import io.noria.traces.JsonText;
import io.noria.traces.SpanTotals;
import io.noria.traces.Trace;
import io.noria.traces.TraceDeletion;
import io.noria.traces.TraceId;
import io.noria.traces.TraceInfo;
import io.noria.traces.TraceSearch;
import io.noria.traces.TraceStore;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The calls about traces. */
final class TraceCalls {
  private static final String PATH = "mlflow/traces";
  private static final String SIZE_STATS = "mlflow.trace.sizeStats";
  private static final int USUAL = 100;
  private static final int MOST_IDS = 1000;
  private static final int MOST_LINKS = 100;
  private static final int TRIES = 30;
  private static final long PAUSE_MS = 100;

  private final TraceStore traces;
  private final Tracking tracking;

  TraceCalls(TraceStore traces, Tracking tracking) {
    this.traces = traces;
    this.tracking = tracking;
  }

  void addTo(MlflowRoutes routes) {
    routes.addNew("POST", PATH, this::start);
    routes.addNew("POST", PATH + "/search", this::search);
    routes.addNew("GET", PATH + "/batchGet", this::batch);
    routes.addNew("POST", PATH + "/batchGetInfos", this::infos);
    routes.addNew("GET", PATH + "/batchGetInfos", this::infosByQuery);
    routes.addNew("GET", PATH + "/get", this::get);
    routes.addNew("GET", PATH + "/{trace}", this::info);
    routes.addNew("PATCH", PATH + "/{trace}/tags", this::setTag);
    routes.addNew("DELETE", PATH + "/{trace}/tags", this::deleteTag);
    routes.add("PATCH", PATH + "/{trace}/tags", this::setTag);
    routes.add("DELETE", PATH + "/{trace}/tags", this::deleteTag);
    both(routes, "POST", PATH + "/delete-traces", this::delete);
    both(routes, "POST", PATH + "/link-to-run", this::linkRun);
    both(routes, "POST", PATH + "/link-prompts", this::linkPrompts);
  }

  private static void both(
      MlflowRoutes routes, String method, String path, io.noria.protocols.http.Handler handler) {
    routes.add(method, path, handler);
    routes.addNew(method, path, handler);
  }

  static TraceId id(Exchange x) {
    return new TraceId(x.path("trace"));
  }

  private void start(Exchange x) {
    TraceMessages.One asked = MlflowJson.read(x, TraceMessages.One.class);
    TraceMessages.Info info =
        required("trace.trace_info", required("trace", asked.trace()).traceInfo());
    answer(x, traces.start(TraceMapping.trace(info)));
  }

  private static void answer(Exchange x, TraceInfo info) {
    MlflowJson.send(
        x, new TraceMessages.One(new TraceMessages.Trace(TraceMapping.info(info), null)));
  }

  private void info(Exchange x) {
    answer(x, traces.get(id(x)));
  }

  /** A trace that is asked for whole may still be on its way: its last spans are waited for. */
  private void get(Exchange x) {
    TraceId id = new TraceId(x.query().require("trace_id"));
    boolean partial = flag(x, "allow_partial");
    Trace trace = traces.read(id);
    for (int i = 0; !partial && !isWhole(trace); i++) {
      if (i == TRIES || x.stopping()) {
        throw NoriaException.notFound(
            "trace: '" + id + "' is not fully exported yet (expected: all of its spans)");
      }
      pause();
      trace = traces.read(id);
    }
    MlflowJson.send(x, new TraceMessages.One(TraceMapping.trace(trace)));
  }

  /** Python's clients write True and False. */
  private static boolean flag(Exchange x, String name) {
    String text = x.query().find(name).orElse("false").toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw NoriaException.invalid(name + ": " + text + " (expected: true or false)");
    };
  }

  private static boolean isWhole(Trace trace) {
    Long expected =
        SpanTotals.count(JsonText.object(trace.info().metadata().get(SIZE_STATS)), "num_spans");
    return expected == null || trace.spans().size() >= expected;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void batch(Exchange x) {
    List<TraceId> ids = ids("trace_ids", x.query().all("trace_ids"));
    List<String> within = x.query().all("experiment_ids");
    List<TraceMessages.Trace> found =
        traces.readAll(ids).stream()
            .filter(trace -> isWithin(trace.info(), within))
            .map(TraceMapping::trace)
            .toList();
    MlflowJson.send(x, new TraceMessages.Some(some(found)));
  }

  private static boolean isWithin(TraceInfo info, List<String> experiments) {
    return experiments.isEmpty() || experiments.contains(info.experiment().value());
  }

  private void infos(Exchange x) {
    TraceMessages.Batch asked = MlflowJson.read(x, TraceMessages.Batch.class);
    infos(x, orNone(asked.traceIds()), orNone(asked.experimentIds()));
  }

  private void infosByQuery(Exchange x) {
    infos(x, x.query().all("trace_ids"), x.query().all("experiment_ids"));
  }

  private void infos(Exchange x, List<String> ids, List<String> within) {
    List<TraceMessages.Info> found =
        traces.find(ids("trace_ids", ids)).stream()
            .filter(info -> isWithin(info, within))
            .map(TraceMapping::info)
            .toList();
    MlflowJson.send(x, new TraceMessages.Infos(some(found)));
  }

  private static List<TraceId> ids(String name, List<String> ids) {
    if (ids.isEmpty()) {
      throw NoriaException.invalid(name + ": missing");
    }
    if (ids.size() > MOST_IDS) {
      throw NoriaException.invalid(
          name + ": " + ids.size() + " (expected: at most " + MOST_IDS + ")");
    }
    return ids.stream().map(TraceId::new).toList();
  }

  private void search(Exchange x) {
    TraceMessages.Search asked = MlflowJson.read(x, TraceMessages.Search.class);
    List<ExperimentId> experiments =
        orNone(asked.locations()).stream().map(TraceMapping::experiment).toList();
    Page<TraceInfo> page = search(traces, asked, experiments);
    MlflowJson.send(
        x, new TraceMessages.Found(some(infos(page, TraceMapping::info)), page.nextToken()));
  }

  static <T> List<T> infos(Page<TraceInfo> page, Function<TraceInfo, T> translate) {
    return page.items().stream().<T>map(translate).toList();
  }

  static Page<TraceInfo> search(
      TraceStore traces, TraceMessages.Search asked, List<ExperimentId> experiments) {
    if (experiments.isEmpty()) {
      throw NoriaException.invalid("locations: missing (expected: at least one experiment)");
    }
    return traces.search(
        new TraceSearch(
            experiments,
            orEmpty(asked.filter()),
            orNone(asked.orderBy()),
            limit(asked.maxResults(), USUAL),
            asked.pageToken()));
  }

  private void setTag(Exchange x) {
    TraceMessages.Tag asked = MlflowJson.read(x, TraceMessages.Tag.class);
    traces.setTag(id(x), required("key", asked.key()), orEmpty(asked.value()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void deleteTag(Exchange x) {
    String key =
        x.query()
            .find("key")
            .orElseGet(() -> required("key", MlflowJson.read(x, TraceMessages.Tag.class).key()));
    traces.deleteTag(id(x), key);
    MlflowJson.send(x, new Shared.Empty());
  }

  private void delete(Exchange x) {
    TraceMessages.Delete asked = MlflowJson.read(x, TraceMessages.Delete.class);
    Long until = asked.maxTimestampMillis();
    Long most = asked.maxTraces();
    Instant moment = until == null ? null : MlflowMapping.instant("max_timestamp_millis", until);
    int deleted =
        traces.delete(
            new TraceDeletion(
                new ExperimentId(required("experiment_id", asked.experimentId())),
                orNone(asked.requestIds()).stream().map(TraceId::new).toList(),
                moment,
                most == null ? null : (Integer) limit(most, 0)));
    MlflowJson.send(x, new TraceMessages.Deleted(deleted));
  }

  private void linkRun(Exchange x) {
    TraceMessages.LinkRun asked = MlflowJson.read(x, TraceMessages.LinkRun.class);
    List<TraceId> ids = ids("trace_ids", orNone(asked.traceIds()));
    if (ids.size() > MOST_LINKS) {
      throw NoriaException.invalid(
          "trace_ids: " + ids.size() + " (expected: at most " + MOST_LINKS + " at once)");
    }
    RunId run = new RunId(required("run_id", asked.runId()));
    tracking.runs().get(run);
    traces.linkRun(ids, run);
    MlflowJson.send(x, new Shared.Empty());
  }

  private void linkPrompts(Exchange x) {
    TraceMessages.LinkPrompts asked = MlflowJson.read(x, TraceMessages.LinkPrompts.class);
    List<String> prompts =
        orNone(asked.promptVersions()).stream()
            .map(one ->
                required("prompt name", one.name())
                    + "/"
                    + required("prompt version", one.version()))
            .toList();
    if (prompts.isEmpty() || prompts.size() > MOST_IDS) {
      throw NoriaException.invalid(
          "prompt_versions: " + prompts.size() + " (expected: 1 to " + MOST_IDS + ")");
    }
    traces.linkPrompts(new TraceId(required("trace_id", asked.traceId())), prompts);
    MlflowJson.send(x, new Shared.Empty());
  }
}
