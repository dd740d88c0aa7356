package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.RunSearch;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.registry.ModelVersion;
import io.noria.registry.RegisteredModel;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentSearch;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Records by what they are called, for the palette. */
final class SearchApi {
  private static final int LOOKED_AT = 200;

  private final RestServices services;

  SearchApi(RestServices services) {
    this.services = services;
  }

  void routes(Routes routes) {
    routes.get("/noria/v1/search", this::search);
  }

  private record Found(Ref ref, String title, String detail) {}

  private void search(Exchange exchange) {
    Query query = exchange.query();
    String words = query.require("q").strip().toLowerCase(Locale.ROOT);
    int limit = query.number("max_results", 20, 1, 200);
    List<Found> found = new ArrayList<>();
    models(words, found);
    deployments(words, found);
    datasets(words, found);
    experiments(words, found);
    pipelineRuns(words, found);
    runs(words, found, limit);
    exchange.send(Items.all(found.subList(0, Math.min(limit, found.size()))));
  }

  private static boolean fits(String name, String words) {
    return name.toLowerCase(Locale.ROOT).contains(words);
  }

  private void models(String words, List<Found> found) {
    for (RegisteredModel model :
        services.registry().models().search("", List.of(), LOOKED_AT, null).items()) {
      if (fits(model.name(), words)) {
        found.add(new Found(Ref.of(Ref.Kind.MODEL, model.name()), model.name(), "model"));
      }
      for (ModelVersion version : services.registry().versions().list(model.name())) {
        String title = model.name() + " " + version.id().version();
        if (fits(title, words) || fits(model.name() + "/" + version.id().version(), words)) {
          found.add(
              new Found(version.id().ref(), title, "model version, " + version.stage().title()));
        }
      }
    }
  }

  private void deployments(String words, List<Found> found) {
    services.serving().deployments().list().stream()
        .filter(deployment -> fits(deployment.name(), words))
        .forEach(deployment ->
            found.add(
                new Found(
                    Ref.of(Ref.Kind.DEPLOYMENT, deployment.name()),
                    deployment.name(),
                    "deployment")));
  }

  private void datasets(String words, List<Found> found) {
    for (String dataset : services.datasets().names()) {
      if (fits(dataset, words)) {
        found.add(new Found(Ref.of(Ref.Kind.DATASET, dataset), dataset, "dataset"));
      }
      for (DatasetVersion version : services.datasets().current(dataset)) {
        if (fits(version.id().toString(), words)) {
          found.add(new Found(version.ref(), version.id().toString(), version.rows() + " rows"));
        }
      }
    }
  }

  private void experiments(String words, List<Found> found) {
    for (Experiment experiment :
        services
            .tracking()
            .experiments()
            .search(new ExperimentSearch("", View.ACTIVE_ONLY, List.of(), LOOKED_AT, null))
            .items()) {
      if (fits(experiment.name(), words)) {
        found.add(new Found(experiment.id().ref(), experiment.name(), "experiment"));
      }
    }
  }

  private void pipelineRuns(String words, List<Found> found) {
    for (PipelineRun run :
        services.pipelines().search(new RunSearch(null, null, LOOKED_AT, null)).items()) {
      if (fits(run.pipeline(), words)
          || run.id().value().startsWith(words)
          || fits(run.reason(), words)) {
        found.add(new Found(run.id().ref(), run.pipeline() + ": " + run.reason(), "pipeline run"));
      }
    }
  }

  private void runs(String words, List<Found> found, int limit) {
    if (words.length() == 32 && words.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      services.tracking().runs().getAll(List.of(new RunId(words))).forEach(run -> add(run, found));
    }
    if (words.indexOf('\'') >= 0 || words.indexOf('\\') >= 0) {
      return;
    }
    String filter = "attributes.run_name ILIKE '%" + words.replace("%", "") + "%'";
    services
        .tracking()
        .runs()
        .search(
            new io.noria.tracking.RunSearch(
                RunsApi.everywhere(services.tracking()),
                filter,
                View.ACTIVE_ONLY,
                List.of(),
                limit,
                null))
        .items()
        .forEach(run -> add(run, found));
  }

  private static void add(Run run, List<Found> found) {
    found.add(
        new Found(run.id().ref(), run.info().name(), "run, " + Shown.lower(run.info().status())));
  }
}
