package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.mlflow.wire.TraceMessages;
import io.noria.traces.NewTrace;
import io.noria.traces.TraceInfo;
import io.noria.traces.TraceState;
import io.noria.traces.TraceStore;
import io.noria.tracking.ExperimentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The calls about traces as clients before MLflow 3 make them. */
final class OldTraceCalls {
  private static final String PATH = "mlflow/traces";

  private final TraceStore traces;

  OldTraceCalls(TraceStore traces) {
    this.traces = traces;
  }

  void addTo(MlflowRoutes routes) {
    routes.add("POST", PATH, this::start);
    routes.add("GET", PATH, this::search);
    routes.add("PATCH", PATH + "/{trace}", this::end);
    routes.add("GET", PATH + "/{trace}/info", x -> answer(x, traces.get(TraceCalls.id(x))));
  }

  private static void answer(Exchange x, TraceInfo info) {
    MlflowJson.send(x, new TraceMessages.OldOne(TraceMapping.old(info)));
  }

  private void start(Exchange x) {
    TraceMessages.OldInfo asked = MlflowJson.read(x, TraceMessages.OldInfo.class);
    answer(
        x,
        traces.start(
            new NewTrace(
                traces.nextId(),
                new ExperimentId(required("experiment_id", asked.experimentId())),
                MlflowMapping.instant("timestamp_ms", asked.timestampMs()),
                null,
                TraceState.IN_PROGRESS,
                null,
                null,
                null,
                MlflowMapping.tags(asked.requestMetadata()),
                MlflowMapping.tags(asked.tags()),
                List.of())));
  }

  private void end(Exchange x) {
    TraceMessages.OldInfo asked = MlflowJson.read(x, TraceMessages.OldInfo.class);
    TraceInfo before = traces.get(TraceCalls.id(x));
    Instant ended = MlflowMapping.instant("timestamp_ms", asked.timestampMs());
    if (ended.isBefore(before.startedAt())) {
      throw NoriaException.invalid(
          "timestamp_ms: "
              + ended.toEpochMilli()
              + " (expected: not before its start, "
              + before.startedAt().toEpochMilli()
              + ")");
    }
    answer(
        x,
        traces.start(
            new NewTrace(
                before.id(),
                before.experiment(),
                before.startedAt(),
                Duration.between(before.startedAt(), ended),
                TraceMapping.state(orEmpty(asked.status())),
                before.clientRequest(),
                before.requestPreview(),
                before.responsePreview(),
                over(before.metadata(), MlflowMapping.tags(asked.requestMetadata())),
                over(before.tags(), MlflowMapping.tags(asked.tags())),
                List.of())));
  }

  private static Map<String, String> over(Map<String, String> before, Map<String, String> more) {
    Map<String, String> both = new TreeMap<>(before);
    both.putAll(more);
    return both;
  }

  private void search(Exchange x) {
    Query query = x.query();
    @Nullable String most = query.orNull("max_results");
    TraceMessages.Search asked =
        new TraceMessages.Search(
            null,
            query.all("experiment_ids"),
            query.orNull("filter"),
            most == null ? null : (Long) query.number("max_results", 100L, -1, Integer.MAX_VALUE),
            query.all("order_by"),
            query.orNull("page_token"));
    Page<TraceInfo> page =
        TraceCalls.search(
            traces, asked, query.all("experiment_ids").stream().map(ExperimentId::new).toList());
    MlflowJson.send(
        x,
        new TraceMessages.OldFound(
            some(TraceCalls.infos(page, TraceMapping::old)), page.nextToken()));
  }
}
