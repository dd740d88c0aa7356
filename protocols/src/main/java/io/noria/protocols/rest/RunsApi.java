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
import io.noria.tracking.FoundRun;
import io.noria.tracking.FoundRuns;
import io.noria.tracking.Run;
import io.noria.tracking.RunChange;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.Tracking;
import io.noria.tracking.View;
import io.noria.tracking.WorkspaceName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Experiments and runs. */
final class RunsApi {
  private static final String PRODUCED = "produced";
  private static final int MOST_EDGES = 100_000;

  private final Tracking tracking;
  private final Lineage lineage;

  RunsApi(Tracking tracking, Lineage lineage) {
    this.tracking = tracking;
    this.lineage = lineage;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/workspaces", this::workspaces)
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

  record WorkspaceWire(
      String name,
      @Nullable String description,
      @Nullable String artifactRoot,
      Instant createdAt) {}

  /** There are few: one page shows all. */
  private void workspaces(Exchange exchange) {
    exchange.send(
        Map.of(
            "items",
            tracking.workspaces().list().stream()
                .map(one ->
                    new WorkspaceWire(
                        one.name().value(), one.description(), one.artifactRoot(), one.createdAt()))
                .toList()));
  }

  /** The workspace that a question is about; null for all. */
  static @Nullable WorkspaceName workspace(Query query) {
    String name = query.orNull("workspace");
    return name == null ? null : WorkspaceName.parse(name);
  }

  record ExperimentWire(
      String id,
      String workspace,
      String name,
      long runs,
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
                    Items.token(query),
                    workspace(query)));
    exchange.send(Items.of(page, this::experiment));
  }

  /** The experiment as every answer shows it. */
  ExperimentWire experiment(Experiment experiment) {
    return new ExperimentWire(
        experiment.id().value(),
        experiment.workspace().value(),
        experiment.name(),
        count(experiment.id()),
        experiment.createdAt(),
        experiment.updatedAt(),
        experiment.tags());
  }

  private long count(ExperimentId id) {
    RunSearch all = new RunSearch(List.of(id), "", View.ACTIVE_ONLY, List.of(), 1, null);
    return tracking.runs().find(all, true).total();
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
    send(exchange, "items", tracking.runs().find(search, false), RunProjection.ALL);
  }

  /** Answers with a page of runs and what is around them. */
  void send(Exchange exchange, String list, FoundRuns page, RunProjection columns) {
    List<RunId> ids = page.runs().stream().map(run -> run.info().id()).toList();
    Map<ExperimentId, String> names = new HashMap<>();
    for (FoundRun run : page.runs()) {
      names.computeIfAbsent(run.info().experiment(), id -> tracking.experiments().get(id).name());
    }
    Map<RunId, List<Ref>> produced = new HashMap<>();
    if (!ids.isEmpty()) {
      for (LineageEdge edge :
          lineage.edges(ids.stream().map(RunId::ref).toList(), false, MOST_EDGES)) {
        if (edge.relation().equals(PRODUCED)) {
          produced
              .computeIfAbsent(new RunId(edge.from().id()), id -> new ArrayList<>())
              .add(edge.to());
        }
      }
    }
    RunJson.Around around = new RunJson.Around(names, tracking.runs().childCounts(ids), produced);
    RunJson.send(exchange, list, page, columns, around);
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
    return filter == null ? nested : "(" + filter + ") and " + nested;
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
