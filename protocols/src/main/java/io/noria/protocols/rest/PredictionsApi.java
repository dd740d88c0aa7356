package io.noria.protocols.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.serving.Label;
import io.noria.serving.Labels;
import io.noria.serving.LoggedPrediction;
import io.noria.serving.PredictionRows;
import io.noria.serving.Serving;
import io.noria.serving.Target;
import io.noria.stats.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The log of predictions, and what came true. */
final class PredictionsApi {
  private static final int MOST_LABELS = 100_000;
  private static final int MOST_TARGETS = 1_000;

  /** Of so many of the newest those of one version are picked. */
  private static final int LOOKED_THROUGH = 2_000;

  private final Serving serving;
  private final LineageApi lineage;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();

  PredictionsApi(Serving serving, LineageApi lineage) {
    this.serving = serving;
    this.lineage = lineage;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/deployments/{deployment}/predictions", this::latest)
        .post("/noria/v1/deployments/{deployment}/predictions", new LoggedElsewhere(serving)::log)
        .get("/noria/v1/deployments/{deployment}/predictions/keys", this::keys)
        .get("/noria/v1/deployments/{deployment}/predictions/columns", this::columns)
        .get("/noria/v1/predictions/{prediction}", this::get)
        .post("/noria/v1/labels", this::label);
  }

  record PredictionWire(
      String id,
      Ref ref,
      String deployment,
      String model,
      Instant eventTime,
      Instant recordedAt,
      int modelVersion,
      @Nullable Double prediction,
      @Nullable String answer,
      @Nullable Double probability,
      @Nullable Double score,
      @Nullable String label,
      double latencyMs,
      @Nullable String key,
      boolean repeat,
      Map<String, @Nullable Object> features,
      @Nullable List<LabelWire> labels,
      @Nullable List<LineageApi.EdgeWire> lineage) {}

  record LabelWire(String value, @Nullable Instant eventTime, Instant recordedAt, String by) {
    static LabelWire of(Labels.RecordedLabel label) {
      return new LabelWire(label.value(), label.eventTime(), label.recordedAt(), label.actor());
    }
  }

  private void latest(Exchange exchange) {
    String deployment = serving.deployments().get(exchange.path("deployment")).name();
    Query query = exchange.query();
    int limit = Items.limit(query);
    int version = query.number("version", 0, 0, Integer.MAX_VALUE);
    List<LoggedPrediction> latest =
        version == 0
            ? serving.predictions().latest(deployment, limit)
            : ofVersion(deployment, version, limit);
    exchange.send(Items.all(latest.stream().map(logged -> wire(logged, false)).toList()));
  }

  /** The newest of one version; few are looked through where they are many. */
  private List<LoggedPrediction> ofVersion(String deployment, int version, int limit) {
    int look = Math.min(2 * limit, LOOKED_THROUGH);
    while (true) {
      List<LoggedPrediction> latest = serving.predictions().latest(deployment, look);
      List<LoggedPrediction> found =
          latest.stream().filter(logged -> logged.version() == version).limit(limit).toList();
      if (found.size() == limit || latest.size() < look || look == LOOKED_THROUGH) {
        return found;
      }
      look = Math.min(4 * look, LOOKED_THROUGH);
    }
  }

  PredictionWire wire(LoggedPrediction logged, boolean detailed) {
    List<Labels.RecordedLabel> labels = serving.labels().of(logged);
    Ref ref = Ref.of(Ref.Kind.PREDICTION, logged.id().toString());
    Target target = target(logged);
    return new PredictionWire(
        logged.id().toString(),
        ref,
        logged.deployment(),
        logged.model(),
        logged.eventTime(),
        logged.recordedAt(),
        logged.version(),
        Shown.finite(logged.predicted()),
        answer(logged, target),
        probability(logged, target),
        Shown.finite(logged.score()),
        labels.isEmpty() ? null : labels.getFirst().value(),
        Shown.millis(logged.latency()),
        logged.key(),
        logged.repeat(),
        logged.features(),
        detailed ? labels.stream().map(LabelWire::of).toList() : null,
        detailed ? lineage.edges(ref, true) : null);
  }

  /** What the version predicts; null when it is no more. */
  private @Nullable Target target(LoggedPrediction logged) {
    String key = logged.model() + "/" + logged.version();
    Target known = targets.get(key);
    if (known == null) {
      try {
        known = serving.models().target(logged.model(), logged.version());
      } catch (NoriaException e) {
        return null;
      }
      if (targets.size() >= MOST_TARGETS) {
        targets.clear();
      }
      targets.put(key, known);
    }
    return known;
  }

  private static @Nullable String answer(LoggedPrediction logged, @Nullable Target target) {
    double predicted = logged.predicted();
    if (target == null || !Double.isFinite(predicted)) {
      return null;
    }
    if (target.regression()) {
      return Double.toString(predicted);
    }
    return predicted >= 0 && predicted < target.classes().size()
        ? target.label((int) predicted)
        : null;
  }

  private static @Nullable Double probability(LoggedPrediction logged, @Nullable Target target) {
    if (target == null || target.regression() || Double.isNaN(logged.score())) {
      return null;
    }
    boolean other = target.task() == Task.BINARY && logged.predicted() != 1;
    return other ? 1 - logged.score() : logged.score();
  }

  private void get(Exchange exchange) {
    String text = exchange.path("prediction");
    UUID id;
    try {
      id = UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw NoriaException.invalid("prediction: " + text + " (expected: its id, a UUID)");
    }
    exchange.send(
        wire(
            serving
                .predictions()
                .find(id)
                .orElseThrow(
                    () -> NoriaException.notFound("prediction " + id + ": not in the log")),
            true));
  }

  private record Columns(
      List<@Nullable String> keys,
      long[] eventTimeMs,
      int[] versions,
      double[] scores,
      double[] predicted) {}

  /** The log as columns, without the features, for those who compute with it. */
  private void columns(Exchange exchange) {
    PredictionRows rows = rows(exchange);
    exchange.send(
        new Columns(
            java.util.Arrays.asList(rows.keys()),
            rows.eventMs(),
            rows.version(),
            rows.score(),
            rows.predicted()));
  }

  private PredictionRows rows(Exchange exchange) {
    String deployment = serving.deployments().get(exchange.path("deployment")).name();
    Query query = exchange.query();
    return serving.predictions().rows(deployment, moment(query, "from"), moment(query, "to"));
  }

  private void keys(Exchange exchange) {
    PredictionRows rows = rows(exchange);
    List<String> keys = new ArrayList<>(rows.size());
    for (String key : rows.keys()) {
      if (key != null) {
        keys.add(key);
      }
    }
    exchange.send(Map.of("keys", keys));
  }

  private static Instant moment(Query query, String name) {
    return Exchange.instant(name, query.require(name));
  }

  private record LabelBody(
      @Nullable String predictionId,
      @Nullable String deployment,
      @Nullable String key,
      @Nullable JsonNode value,
      @Nullable Instant eventTime) {}

  private record LabelBatch(@Nullable List<LabelBody> labels) {}

  private void label(Exchange exchange) {
    List<LabelBody> bodies = exchange.json(LabelBatch.class).labels();
    if (bodies == null || bodies.size() > MOST_LABELS) {
      throw NoriaException.invalid(
          "labels: "
              + (bodies == null ? "missing" : bodies.size() + " of them")
              + " (expected: a list of at most "
              + MOST_LABELS
              + ")");
    }
    List<Label> labels = new ArrayList<>(bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      labels.add(label(bodies.get(i), i));
    }
    exchange.send(serving.labels().record(labels));
  }

  private static Label label(@Nullable LabelBody body, int place) {
    JsonNode value = body == null ? null : body.value();
    if (body == null || value == null || !value.isValueNode() || value.isNull()) {
      throw NoriaException.invalid(
          "labels[" + place + "].value: " + value + " (expected: a string, number or boolean)");
    }
    try {
      return new Label(
          body.predictionId(), body.deployment(), body.key(), value.asText(), body.eventTime());
    } catch (NoriaException e) {
      throw new NoriaException(e.code(), "labels[" + place + "]: " + e.getMessage(), e);
    }
  }
}
