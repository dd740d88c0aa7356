package io.noria.protocols.mlflow;

import io.noria.base.NoriaException;
import io.noria.protocols.mlflow.space.Space;
import io.noria.protocols.mlflow.wire.Experiments;
import io.noria.protocols.mlflow.wire.LoggedModels;
import io.noria.protocols.mlflow.wire.Runs;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.protocols.mlflow.wire.Shared.KeyValue;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.Experiment;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.ModelOutput;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunStatus;
import io.noria.tracking.View;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Between MLflow's messages and tracking's records, both ways. Pure. */
final class MlflowMapping {
  private static final long LATEST_TIME = 253_402_300_799_999L;

  private MlflowMapping() {}

  // ---- outwards

  static Experiments.Experiment experiment(Experiment experiment) {
    String location = experiment.artifactLocation();
    return new Experiments.Experiment(
        experiment.id().value(),
        experiment.name(),
        location == null ? Space.uri(ArtifactRoot.SCHEME + experiment.id()) : location,
        lifecycle(experiment.lifecycle()),
        experiment.updatedAt().toEpochMilli(),
        experiment.createdAt().toEpochMilli(),
        pairs(experiment.tags()),
        Space.isBound() ? experiment.workspace().value() : null);
  }

  static Runs.Run run(Run run) {
    List<Runs.Point> metrics = run.data().metrics().stream().map(m -> point(m, null)).toList();
    return new Runs.Run(
        info(run.info()),
        new Runs.Data(some(metrics), pairs(run.data().params()), pairs(run.data().tags())),
        inputs(run.inputs(), run.modelInputs()),
        outputs(run.outputs()));
  }

  static Runs.Inputs inputs(List<DatasetInput> inputs, List<LoggedModelId> models) {
    return new Runs.Inputs(
        some(inputs.stream().map(MlflowMapping::datasetInput).toList()),
        some(models.stream().map(model -> new Runs.ModelInput(model.value())).toList()));
  }

  static Runs.Outputs outputs(List<ModelOutput> outputs) {
    return new Runs.Outputs(
        some(
            outputs.stream()
                .map(output -> new Runs.ModelOutput(output.model().value(), output.step()))
                .toList()));
  }

  static Runs.Info info(RunInfo info) {
    Instant ended = info.endedAt();
    return new Runs.Info(
        info.id().value(),
        info.id().value(),
        info.experiment().value(),
        info.name(),
        info.user(),
        info.status().name(),
        info.startedAt().toEpochMilli(),
        ended == null ? null : ended.toEpochMilli(),
        Space.uri(info.artifactUri()),
        lifecycle(info.lifecycle()));
  }

  static Runs.Point point(Metric metric, @Nullable RunId run) {
    return new Runs.Point(
        metric.key(),
        value(metric.value()),
        metric.timestamp().toEpochMilli(),
        metric.step(),
        run == null ? null : run.value());
  }

  /** MLflow's clients know no infinities: they get the largest double; NaN travels as a text. */
  static Object value(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return finite(value);
  }

  /** The number, or for an infinity the largest double. */
  static double finite(double value) {
    return Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value;
  }

  private static Runs.DatasetInput datasetInput(DatasetInput input) {
    return new Runs.DatasetInput(
        pairs(input.tags()),
        new Runs.Dataset(
            input.name(),
            input.digest(),
            input.sourceType(),
            input.source(),
            input.schema(),
            input.profile()));
  }

  static LoggedModels.Model loggedModel(LoggedModel model, Experiment experiment) {
    RunId run = model.run();
    List<LoggedModels.Point> metrics =
        model.metrics().stream()
            .map(m ->
                new LoggedModels.Point(
                    m.metric().key(),
                    value(m.metric().value()),
                    m.metric().timestamp().toEpochMilli(),
                    m.metric().step(),
                    m.datasetName(),
                    m.datasetDigest(),
                    model.id().value(),
                    m.run().value()))
            .toList();
    String location = experiment.artifactLocation();
    return new LoggedModels.Model(
        new LoggedModels.Info(
            model.id().value(),
            model.experiment().value(),
            model.name(),
            model.createdAt().toEpochMilli(),
            model.updatedAt().toEpochMilli(),
            location == null
                ? Space.uri(model.artifacts().uri())
                : location + "/models/" + model.id() + "/artifacts",
            "LOGGED_MODEL_" + model.status().name(),
            model.type().isEmpty() ? null : model.type(),
            run == null ? null : run.value(),
            pairs(model.tags())),
        new LoggedModels.Data(pairs(model.params()), some(metrics)));
  }

  /** Files under a root; their paths from there. */
  static List<Shared.FileInfo> files(List<Artifact> artifacts) {
    return artifacts.stream()
        .map(a -> new Shared.FileInfo(a.path(), a.directory(), a.directory() ? null : a.size()))
        .toList();
  }

  /** Files by their last name alone, as the artifact proxy lists them. */
  static List<Shared.FileInfo> names(List<Artifact> artifacts) {
    return files(artifacts).stream()
        .map(file ->
            new Shared.FileInfo(
                file.path().substring(file.path().lastIndexOf('/') + 1),
                file.isDir(),
                file.fileSize()))
        .toList();
  }

  static @Nullable List<KeyValue> pairs(Map<String, String> map) {
    return some(map.entrySet().stream().map(e -> new KeyValue(e.getKey(), e.getValue())).toList());
  }

  /** Empty lists are left out. */
  static <T> @Nullable List<T> some(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  static String lifecycle(Lifecycle lifecycle) {
    return lifecycle.name().toLowerCase(Locale.ROOT);
  }

  // ---- inwards

  static <T> T required(String name, @Nullable T value) {
    if (value == null || value.equals("")) {
      throw NoriaException.invalid(name + ": missing");
    }
    return value;
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /** Tags: a key that comes twice takes its last value. */
  static Map<String, String> tags(@Nullable List<KeyValue> pairs) {
    Map<String, String> map = new TreeMap<>();
    orNone(pairs).forEach(pair -> map.put(key("tag", pair), orEmpty(pair.value())));
    return map;
  }

  /** Params: a key that comes twice is refused. */
  static Map<String, String> params(@Nullable List<KeyValue> pairs) {
    Map<String, String> map = new TreeMap<>();
    for (KeyValue pair : orNone(pairs)) {
      if (map.put(key("param", pair), orEmpty(pair.value())) != null) {
        throw NoriaException.invalid(
            "param '" + Limits.shown(orEmpty(pair.key())) + "' comes twice (expected: once)");
      }
    }
    return map;
  }

  private static String key(String what, @Nullable KeyValue pair) {
    return required(what + " key", pair == null ? null : pair.key());
  }

  static Instant instant(String name, @Nullable Long millis) {
    long value = required(name, millis);
    if (value < -LATEST_TIME || value > LATEST_TIME) {
      throw NoriaException.invalid(
          name + ": " + value + " (expected: milliseconds since the epoch)");
    }
    return Instant.ofEpochMilli(value);
  }

  static Metric metric(Runs.NewPoint point) {
    return new Metric(
        required("metric key", point.key()),
        required("metric value", point.value()),
        metricTime(point.timestamp()),
        point.step() == null ? 0 : point.step());
  }

  private static Instant metricTime(@Nullable Long millis) {
    Instant time = instant("metric timestamp", millis);
    if (time.isBefore(Instant.EPOCH)) {
      throw NoriaException.invalid(
          "metric timestamp: " + millis + " (expected: milliseconds since the epoch, 0 or more)");
    }
    return time;
  }

  /** The points that are measured for a logged model too. */
  static List<ModelPoint> modelPoints(List<Runs.NewPoint> points) {
    return points.stream()
        .filter(point -> !orEmpty(point.modelId()).isEmpty())
        .map(point ->
            new ModelPoint(
                new LoggedModelId(orEmpty(point.modelId())),
                metric(point),
                point.datasetName(),
                point.datasetDigest()))
        .toList();
  }

  static RunStatus status(String name) {
    for (RunStatus status : RunStatus.values()) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    throw NoriaException.invalid(
        "status: '"
            + Limits.shown(name)
            + "' (expected: one of "
            + List.of(RunStatus.values())
            + ")");
  }

  static LoggedModel.Status modelStatus(String name) {
    return switch (name) {
      case "LOGGED_MODEL_PENDING" -> LoggedModel.Status.PENDING;
      case "LOGGED_MODEL_READY" -> LoggedModel.Status.READY;
      case "LOGGED_MODEL_UPLOAD_FAILED" -> LoggedModel.Status.UPLOAD_FAILED;
      default ->
          throw NoriaException.invalid(
              "status: '"
                  + Limits.shown(name)
                  + "' (expected: LOGGED_MODEL_READY or LOGGED_MODEL_UPLOAD_FAILED)");
    };
  }

  static View view(@Nullable String name) {
    return switch (orEmpty(name)) {
      case "", "ACTIVE_ONLY" -> View.ACTIVE_ONLY;
      case "DELETED_ONLY" -> View.DELETED_ONLY;
      case "ALL" -> View.ALL;
      default ->
          throw NoriaException.invalid(
              "view type: '" + name + "' (expected: ACTIVE_ONLY, DELETED_ONLY or ALL)");
    };
  }

  /** A number of rows, or the default when none is given. */
  static int limit(@Nullable Long asked, int otherwise) {
    return asked == null ? otherwise : Math.clamp(asked, -1, Integer.MAX_VALUE);
  }

  static DatasetInput datasetInput(Runs.DatasetInput input) {
    Runs.Dataset dataset = required("dataset", input.dataset());
    return new DatasetInput(
        required("dataset name", dataset.name()),
        required("dataset digest", dataset.digest()),
        orEmpty(dataset.sourceType()),
        orEmpty(dataset.source()),
        dataset.schema(),
        dataset.profile(),
        tags(input.tags()),
        null);
  }

  static ModelOutput modelOutput(Runs.ModelOutput output) {
    Long step = output.step();
    return new ModelOutput(
        new LoggedModelId(required("model_id", output.modelId())), step == null ? 0 : step);
  }
}
