package io.noria.protocols.rest;

import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.traces.TraceId;
import io.noria.traces.TraceInfo;
import io.noria.traces.TraceSearch;
import io.noria.traces.Traces;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traces and their spans. */
final class TracesApi {
  private static final int USUAL = 100;

  private final Traces traces;
  private final Tracking tracking;

  TracesApi(Traces traces, Tracking tracking) {
    this.traces = traces;
    this.tracking = tracking;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/traces", this::list)
        .get(
            "/noria/v1/traces/{trace}",
            x -> x.send(TraceWire.of(traces.traces().read(new TraceId(x.path("trace"))))));
  }

  private void list(Exchange exchange) {
    Query query = exchange.query();
    List<String> experiments = query.all("experiment");
    Page<TraceInfo> page =
        traces
            .traces()
            .search(
                new TraceSearch(
                    experiments.isEmpty()
                        ? RunsApi.everywhere(tracking)
                        : experiments.stream().map(ExperimentId::new).toList(),
                    filter(query.orNull("filter"), query.orNull("run")),
                    query.all("order_by"),
                    limit(query),
                    Items.token(query)));
    exchange.send(Items.of(page, TraceWire.Info::of));
  }

  private static int limit(Query query) {
    String name = query.orNull("max_results") == null ? "limit" : "max_results";
    return query.number(name, USUAL, 1, TraceSearch.MOST);
  }

  private static String filter(@Nullable String filter, @Nullable String run) {
    if (run == null) {
      return filter == null ? "" : filter;
    }
    // A run's id has only word characters and dashes, so it needs no quoting.
    String ofRun = "run_id = '" + new RunId(run).value() + "'";
    return filter == null || filter.isBlank() ? ofRun : ofRun + " AND " + filter;
  }
}
