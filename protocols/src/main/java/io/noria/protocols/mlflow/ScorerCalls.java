package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.limit;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.mlflow.wire.EvaluationMessages;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.traces.ScorerStore;
import io.noria.traces.ScorerVersion;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentSearch;
import io.noria.tracking.Tracking;
import io.noria.tracking.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls about scorers. They are kept for their clients, never run here. */
final class ScorerCalls {
  private static final String PATH = "mlflow/scorers";
  private static final int MOST = 1000;

  private final ScorerStore scorers;
  private final Tracking tracking;

  ScorerCalls(ScorerStore scorers, Tracking tracking) {
    this.scorers = scorers;
    this.tracking = tracking;
  }

  void addTo(MlflowRoutes routes) {
    routes.addNew("POST", PATH + "/register", this::register);
    routes.addNew("GET", PATH + "/list", this::list);
    routes.addNew("GET", PATH + "/versions", this::versions);
    routes.addNew("GET", PATH + "/get", this::get);
    routes.addNew("DELETE", PATH + "/delete", this::delete);
    routes.addNew("GET", PATH + "/online-configs", this::online);
    routes.addNew("PUT", PATH + "/online-config", this::setOnline);
  }

  private static EvaluationMessages.Scorer message(ScorerVersion version) {
    return new EvaluationMessages.Scorer(
        version.experiment().number(),
        version.name(),
        version.version(),
        version.content(),
        version.createdAt().toEpochMilli(),
        version.scorer());
  }

  private static void answer(Exchange x, List<ScorerVersion> versions) {
    MlflowJson.send(
        x,
        new EvaluationMessages.Scorers(some(versions.stream().map(ScorerCalls::message).toList())));
  }

  private void register(Exchange x) {
    EvaluationMessages.ScorerAsked asked = MlflowJson.read(x, EvaluationMessages.ScorerAsked.class);
    ScorerVersion made =
        scorers.register(
            new ExperimentId(required("experiment_id", asked.experimentId())),
            required("name", asked.name()),
            required("serialized_scorer", asked.serializedScorer()));
    MlflowJson.send(
        x,
        new EvaluationMessages.Registered(
            made.version(),
            made.scorer(),
            made.experiment().value(),
            made.name(),
            made.content(),
            made.createdAt().toEpochMilli()));
  }

  private void list(Exchange x) {
    String one = x.query().orNull("experiment_id");
    List<String> several = x.query().all("experiment_ids");
    if (one != null && !several.isEmpty()) {
      throw NoriaException.invalid(
          "experiment_id and experiment_ids: both given (expected: one of the two)");
    }
    if (several.size() > MOST) {
      throw NoriaException.invalid(
          "experiment_ids: " + several.size() + " (expected: at most " + MOST + ")");
    }
    List<ExperimentId> where =
        one != null
            ? List.of(tracking.experiments().get(new ExperimentId(one)).id())
            : several.isEmpty() ? everywhere() : several.stream().map(ExperimentId::new).toList();
    answer(x, scorers.list(where));
  }

  private List<ExperimentId> everywhere() {
    return tracking
        .experiments()
        .search(new ExperimentSearch("", View.ACTIVE_ONLY, List.of(), MOST, null))
        .items()
        .stream()
        .map(Experiment::id)
        .toList();
  }

  private static ExperimentId experiment(Query query) {
    return new ExperimentId(query.require("experiment_id"));
  }

  private static @Nullable Integer version(Query query) {
    return query.orNull("version") == null
        ? null
        : (Integer) query.number("version", 1, 1, Integer.MAX_VALUE);
  }

  private void versions(Exchange x) {
    answer(x, scorers.versions(experiment(x.query()), x.query().require("name")));
  }

  private void get(Exchange x) {
    Query query = x.query();
    MlflowJson.send(
        x,
        new EvaluationMessages.OneScorer(
            message(scorers.get(experiment(query), query.require("name"), version(query)))));
  }

  private void delete(Exchange x) {
    EvaluationMessages.ScorerAsked asked = MlflowJson.read(x, EvaluationMessages.ScorerAsked.class);
    Long version = asked.version();
    scorers.delete(
        new ExperimentId(required("experiment_id", asked.experimentId())),
        required("name", asked.name()),
        version == null ? null : (Integer) limit(version, 0));
    MlflowJson.send(x, new Shared.Empty());
  }

  private static EvaluationMessages.Online message(ScorerVersion.Online online) {
    return new EvaluationMessages.Online(
        online.id(),
        online.scorer(),
        online.sampleRate(),
        online.experiment().value(),
        online.filter());
  }

  private void online(Exchange x) {
    List<String> ids = x.query().all("scorer_ids");
    if (ids.isEmpty()) {
      throw NoriaException.invalid("scorer_ids: missing");
    }
    MlflowJson.send(
        x,
        new EvaluationMessages.Onlines(
            scorers.online(ids).stream().map(ScorerCalls::message).toList()));
  }

  private void setOnline(Exchange x) {
    EvaluationMessages.OnlineAsked asked = MlflowJson.read(x, EvaluationMessages.OnlineAsked.class);
    MlflowJson.send(
        x,
        new EvaluationMessages.OneOnline(
            message(
                scorers.setOnline(
                    new ExperimentId(required("experiment_id", asked.experimentId())),
                    required("name", asked.name()),
                    required("sample_rate", asked.sampleRate()),
                    asked.filterString()))));
  }
}
