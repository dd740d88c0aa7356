package io.noria.protocols.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.tracking.Artifact;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.Metric;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStatus;
import io.noria.tracking.RunTags;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates experiments and runs, logs to them, ends them, and stores their files. */
final class RunLogApi {
  private static final String NOTE = "mlflow.note.content";

  private final Tracking tracking;
  private final InstantSource clock;
  private final Function<RunId, Object> shownRun;
  private final Function<Experiment, Object> shownExperiment;

  /**
   * The routes.
   *
   * @param shownRun a run as every answer shows it
   * @param shownExperiment an experiment as every answer shows it
   */
  RunLogApi(
      Tracking tracking,
      InstantSource clock,
      Function<RunId, Object> shownRun,
      Function<Experiment, Object> shownExperiment) {
    this.tracking = tracking;
    this.clock = clock;
    this.shownRun = shownRun;
    this.shownExperiment = shownExperiment;
  }

  void routes(Routes routes) {
    String run = "/noria/v1/runs/{run}";
    routes
        .post("/noria/v1/experiments", this::createExperiment)
        .patch("/noria/v1/experiments/{experiment}", this::changeExperiment)
        .post("/noria/v1/runs", this::create)
        .post(run + "/log", this::log)
        .post(run + "/end", this::end)
        .put(run + "/artifacts/content", this::upload)
        .delete(run + "/artifacts/content", this::remove);
  }

  private record ExperimentBody(
      @Nullable String name, @Nullable Map<String, String> tags, @Nullable Boolean ensure) {}

  private void createExperiment(Exchange exchange) {
    ExperimentBody body = exchange.json(ExperimentBody.class);
    if (body.name() == null) {
      throw NoriaException.invalid("name: missing (expected: the experiment's name)");
    }
    Map<String, String> tags = strings("tags", body.tags());
    if (Boolean.TRUE.equals(body.ensure())) {
      Experiment there = tracking.experiments().find(body.name()).orElse(null);
      if (there != null && there.lifecycle() == Lifecycle.ACTIVE) {
        exchange.send(shownExperiment.apply(there));
        return;
      }
    }
    ExperimentId id = tracking.experiments().create(body.name(), tags, null);
    exchange.send(shownExperiment.apply(tracking.experiments().get(id)));
  }

  private record ExperimentPatch(
      @Nullable String name, @Nullable String description, @Nullable Map<String, JsonNode> tags) {}

  /** The description is the tag in which MLflow keeps notes. */
  private void changeExperiment(Exchange exchange) {
    ExperimentId id = new ExperimentId(exchange.path("experiment"));
    ExperimentPatch patch = exchange.json(ExperimentPatch.class);
    Experiment before = tracking.experiments().get(id);
    Map<String, String> set = new TreeMap<>();
    List<String> deleted = new ArrayList<>();
    if (patch.tags() != null) {
      patch
          .tags()
          .forEach((key, value) -> {
            if (value == null || value.isNull()) {
              deleted.add(key);
            } else if (value.isTextual()) {
              set.put(key, value.textValue());
            } else {
              throw NoriaException.invalid(
                  "tags." + key + ": " + value + " (expected: a string, or null to delete)");
            }
          });
    }
    if (patch.description() != null) {
      set.put(NOTE, patch.description());
    }
    if (patch.name() != null && !patch.name().equals(before.name())) {
      tracking.experiments().rename(id, patch.name());
    }
    set.forEach((key, value) -> tracking.experiments().setTag(id, key, value));
    deleted.stream()
        .filter(before.tags()::containsKey)
        .forEach(key -> tracking.experiments().deleteTag(id, key));
    exchange.send(shownExperiment.apply(tracking.experiments().get(id)));
  }

  private record RunBody(
      @Nullable String experiment,
      @Nullable String experimentName,
      @Nullable String name,
      @Nullable String parent,
      @Nullable String user,
      @Nullable Map<String, String> params,
      @Nullable Map<String, String> tags,
      @Nullable Instant startedAt,
      @Nullable Instant eventTime) {}

  /** By the experiment's id, or by its name: one that is not there is made. */
  private void create(Exchange exchange) {
    RunBody body = exchange.json(RunBody.class);
    Map<String, String> tags = new TreeMap<>(strings("tags", body.tags()));
    Map<String, String> params = strings("params", body.params());
    params.keySet().forEach(key -> Limits.key("param", key));
    if (params.size() > Limits.BATCH_PARAMS) {
      throw NoriaException.invalid(
          "params: " + params.size() + " of them (expected: at most " + Limits.BATCH_PARAMS + ")");
    }
    if (body.parent() != null) {
      tags.put(RunTags.PARENT, tracking.runs().get(new RunId(body.parent())).id().value());
    }
    String user = body.user() == null ? io.noria.base.Actor.current() : body.user();
    Run run =
        tracking
            .runs()
            .create(
                new NewRun(
                    experiment(body), body.name(), body.startedAt(), user, tags, body.eventTime()));
    if (!params.isEmpty()) {
      tracking.runs().log(run.id(), RunData.ofParams(params));
    }
    exchange.send(shownRun.apply(run.id()));
  }

  private ExperimentId experiment(RunBody body) {
    if (body.experiment() != null && body.experimentName() != null) {
      throw NoriaException.invalid(
          "experiment, experiment_name: both given (expected: one of them)");
    }
    if (body.experimentName() != null) {
      return tracking.experiments().ensure(body.experimentName());
    }
    return body.experiment() == null
        ? ExperimentId.DEFAULT
        : tracking.experiments().get(new ExperimentId(body.experiment())).id();
  }

  private record PointBody(
      @Nullable String key, @Nullable JsonNode value, @Nullable Long step, @Nullable Instant at) {}

  private record LogBody(
      @Nullable List<PointBody> metrics,
      @Nullable Map<String, String> params,
      @Nullable Map<String, String> tags) {}

  /** All of it or nothing; the same again changes nothing. */
  private void log(Exchange exchange) {
    RunId id = new RunId(exchange.path("run"));
    LogBody body = exchange.json(LogBody.class);
    Instant now = clock.instant();
    List<Metric> metrics = new ArrayList<>();
    if (body.metrics() != null) {
      for (PointBody point : body.metrics()) {
        if (point == null || point.key() == null || point.value() == null) {
          throw NoriaException.invalid(
              "metrics[" + metrics.size() + "]: key or value missing (expected: both)");
        }
        metrics.add(
            new Metric(
                point.key(),
                value(point.key(), point.value()),
                point.at() == null ? now : point.at(),
                point.step() == null ? 0 : point.step()));
      }
    }
    RunData batch =
        new RunData(metrics, strings("params", body.params()), strings("tags", body.tags()));
    tracking.runs().log(id, batch);
    exchange.send(
        Map.of(
            "metrics", metrics.size(),
            "params", batch.params().size(),
            "tags", batch.tags().size()));
  }

  /** A number, or the name of one that JSON does not have. */
  private static double value(String key, JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.isTextual() ? value.textValue() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw NoriaException.invalid(
              "metrics."
                  + Limits.shown(key)
                  + ": "
                  + Limits.shown(value.toString())
                  + " (expected: a number, \"NaN\", \"Infinity\" or \"-Infinity\")");
    };
  }

  private record EndBody(@Nullable String status, @Nullable Instant endedAt) {}

  private void end(Exchange exchange) {
    RunId id = new RunId(exchange.path("run"));
    EndBody body = exchange.json(EndBody.class);
    RunStatus status = status(body.status());
    tracking.runs().end(id, status, body.endedAt() == null ? clock.instant() : body.endedAt());
    exchange.send(shownRun.apply(id));
  }

  private static RunStatus status(@Nullable String text) {
    String name = text == null ? "FINISHED" : text.toUpperCase(Locale.ROOT);
    return switch (name) {
      case "FINISHED", "FAILED", "KILLED" -> RunStatus.valueOf(name);
      default ->
          throw NoriaException.invalid(
              "status: " + Limits.shown(name) + " (expected: FINISHED, FAILED or KILLED)");
    };
  }

  private record StoredWire(String path, String name, boolean directory, long size) {}

  private void upload(Exchange exchange) throws IOException {
    String path = exchange.query().require("path");
    Run run = tracking.runs().get(new RunId(exchange.path("run")));
    if (run.info().lifecycle() != Lifecycle.ACTIVE) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "run " + run.id() + ": deleted (expected: restore it)");
    }
    try (InputStream bytes = exchange.upload()) {
      Artifact stored = tracking.artifacts().put(run.info().artifacts(), path, bytes);
      exchange.send(
          new StoredWire(
              stored.path(),
              stored.path().substring(stored.path().lastIndexOf('/') + 1),
              false,
              stored.size()));
    }
  }

  private void remove(Exchange exchange) {
    String path = exchange.query().require("path");
    Run run = tracking.runs().get(new RunId(exchange.path("run")));
    tracking.artifacts().delete(run.info().artifacts(), path);
    exchange.send(Map.of("done", true));
  }

  private static Map<String, String> strings(String what, @Nullable Map<String, String> values) {
    if (values == null) {
      return Map.of();
    }
    values.forEach((key, value) -> {
      if (value == null) {
        throw NoriaException.invalid(
            what + "." + Limits.shown(key) + ": null (expected: a string)");
      }
    });
    return values;
  }
}
