package io.noria.protocols.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.storage.lineage.Lineage;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentSearch;
import io.noria.tracking.Run;
import io.noria.tracking.RunChange;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.Tracking;
import io.noria.tracking.View;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Experiments and runs. */
final class RunsApi {
  private static final String PRODUCED = "produced";
  private static final int MOST_COUNTED = 1000;

  private final Tracking tracking;
  private final Lineage lineage;

  RunsApi(Tracking tracking, Lineage lineage) {
    this.tracking = tracking;
    this.lineage = lineage;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/experiments", this::experiments)
        .get(
            "/noria/v1/experiments/{experiment}",
            x ->
                x.send(
                    experiment(tracking.experiments().get(new ExperimentId(x.path("experiment"))))))
        .get("/noria/v1/runs", this::list)
        .get("/noria/v1/runs/{run}", x -> x.send(shown(new RunId(x.path("run")))))
        .patch("/noria/v1/runs/{run}", this::change);
  }

  private record ExperimentWire(
      String id,
      String name,
      @Nullable Integer runs,
      Instant createdAt,
      Instant lastUpdate,
      Map<String, String> tags) {}

  private void experiments(Exchange exchange) {
    Query query = exchange.query();
    Page<Experiment> page =
        tracking
            .experiments()
            .search(
                new ExperimentSearch(
                    "",
                    View.ACTIVE_ONLY,
                    List.of("last_update_time DESC"),
                    Items.limit(query),
                    Items.token(query)));
    exchange.send(Items.of(page, this::experiment));
  }

  private ExperimentWire experiment(Experiment experiment) {
    return new ExperimentWire(
        experiment.id().value(),
        experiment.name(),
        count(experiment.id()),
        experiment.createdAt(),
        experiment.updatedAt(),
        experiment.tags());
  }

  /** How many runs; null beyond what is worth counting for a list. */
  private @Nullable Integer count(ExperimentId id) {
    Page<Run> page =
        tracking
            .runs()
            .search(
                new RunSearch(List.of(id), "", View.ACTIVE_ONLY, List.of(), MOST_COUNTED, null));
    return page.nextToken() == null ? (Integer) page.items().size() : null;
  }

  private void list(Exchange exchange) {
    Query query = exchange.query();
    String experiment = query.orNull("experiment");
    RunSearch search =
        new RunSearch(
            experiment == null ? everywhere(tracking) : List.of(new ExperimentId(experiment)),
            filter(query.orNull("filter"), query.orNull("parent")),
            View.ACTIVE_ONLY,
            query.all("order_by"),
            Items.limit(query),
            Items.token(query));
    Map<ExperimentId, String> names = new HashMap<>();
    exchange.send(Items.of(tracking.runs().search(search), run -> shown(run, names)));
  }

  /** Every experiment's id, as far as one page goes. */
  static List<ExperimentId> everywhere(Tracking tracking) {
    return tracking
        .experiments()
        .search(new ExperimentSearch("", View.ACTIVE_ONLY, List.of(), 1000, null))
        .items()
        .stream()
        .map(Experiment::id)
        .toList();
  }

  private static String filter(@Nullable String filter, @Nullable String parent) {
    if (parent == null) {
      return filter == null ? "" : filter;
    }
    // A run's id has only word characters and dashes, so it needs no quoting.
    String nested = "tags.`mlflow.parentRunId` = '" + new RunId(parent).value() + "'";
    return filter == null ? nested : filter + " and " + nested;
  }

  /** The run with everything, as every answer shows it. */
  RunWire shown(RunId id) {
    return shown(tracking.runs().get(id), new HashMap<>());
  }

  private RunWire shown(Run run, Map<ExperimentId, String> names) {
    String name =
        names.computeIfAbsent(run.info().experiment(), id -> tracking.experiments().get(id).name());
    int children = run.info().parent() == null ? tracking.runs().children(run.id()).size() : 0;
    return RunWire.of(run, name, children, produced(run.id()));
  }

  private List<Ref> produced(RunId run) {
    return lineage.outOf(run.ref()).stream()
        .filter(edge -> edge.relation().equals(PRODUCED))
        .map(LineageEdge::to)
        .toList();
  }

  private record RunPatch(@Nullable String name, @Nullable Map<String, JsonNode> tags) {}

  private void change(Exchange exchange) {
    RunId id = new RunId(exchange.path("run"));
    RunPatch patch = exchange.json(RunPatch.class);
    Map<String, String> set = new TreeMap<>();
    if (patch.tags() != null) {
      patch
          .tags()
          .forEach((key, value) -> {
            if (value.isTextual()) {
              set.put(key, value.textValue());
            } else if (!value.isNull()) {
              throw NoriaException.invalid(
                  "tags." + key + ": " + value + " (expected: a string, or null to delete)");
            }
          });
    }
    Run before = tracking.runs().get(id);
    if (patch.name() != null) {
      tracking.runs().update(id, new RunChange(patch.name(), null, null));
    }
    if (!set.isEmpty()) {
      tracking.runs().log(id, RunData.ofTags(set));
    }
    if (patch.tags() != null) {
      patch.tags().entrySet().stream()
          .filter(tag -> tag.getValue().isNull() && before.data().tags().containsKey(tag.getKey()))
          .forEach(tag -> tracking.runs().deleteTag(id, tag.getKey()));
    }
    exchange.send(shown(id));
  }
}
