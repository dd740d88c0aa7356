package io.noria.protocols.plain;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.JsonErrors;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.WireJson;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Inference;
import io.noria.serving.Prediction;
import io.noria.serving.Readiness;
import io.noria.serving.Serving;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a deployment, and whether the server is there. The parser writes straight into the model's
 * row, and the answer is bytes from the start: no tree, no reflection, no regular expression.
 */
public final class PlainApi {
  private static final HeaderName EVENT_TIME = HeaderNames.create("Noria-Event-Time");
  private static final HeaderName SUBJECT = HeaderNames.create("Noria-Subject");
  private static final HeaderName VERSION = HeaderNames.create("Noria-Model-Version");
  private static final HeaderName KEY = HeaderNames.create("Noria-Key");
  private static final HeaderName PREDICTION_ID = HeaderNames.create("Noria-Prediction-Id");

  /** Beyond so many rows the ids would not fit into a header; the log has them by key. */
  private static final int MOST_IDS = 100;

  private final Serving serving;
  private final String version;
  private final Supplier<Map<String, String>> problems;

  private PlainApi(Serving serving, String version, Supplier<Map<String, String>> problems) {
    this.serving = serving;
    this.version = version;
    this.problems = problems;
  }

  /**
   * The routes over the deployments.
   *
   * @param version Noria's, as the health page shows it
   * @param problems what is wrong, by area; empty when all is well; quick to answer
   */
  public static Routes routes(
      Serving serving, String version, Supplier<Map<String, String>> problems) {
    PlainApi api = new PlainApi(serving, version, problems);
    return Routes.of("plain", JsonErrors.FORM, "/predict", "/deployments", "/health")
        .post("/predict", x -> api.predict(x, serving.deployments().defaultName()))
        .post("/deployments/{deployment}/predict", x -> api.predict(x, x.path("deployment")))
        .get("/health", api::health, Routes.Option.OPEN);
  }

  private void predict(Exchange exchange, String deployment) {
    Instant eventTime = exchange.instantHeader(EVENT_TIME);
    String key = exchange.header(KEY);
    byte[] body = exchange.body();
    List<Prediction> predictions;
    boolean list;
    String subject = exchange.header(SUBJECT);
    try (Inference inference = serving.infer(deployment, subject == null ? key : subject)) {
      list = FeatureRows.read(body, inference);
      predictions = inference.answer(eventTime, key);
      exchange.setHeader(VERSION, Integer.toString(inference.version()));
    }
    String ids = ids(predictions);
    if (ids != null) {
      exchange.setHeader(PREDICTION_ID, ids);
    }
    exchange.sendJson(200, Answers.bytes(predictions, list));
  }

  private static @Nullable String ids(List<Prediction> predictions) {
    int rows = predictions.size();
    if (rows == 1) {
      return predictions.getFirst().id().toString();
    }
    if (rows == 0 || rows > MOST_IDS) {
      return null;
    }
    StringBuilder ids = new StringBuilder(rows * 37);
    for (Prediction prediction : predictions) {
      ids.append(ids.isEmpty() ? "" : ",").append(prediction.id());
    }
    return ids.toString();
  }

  /** Answers 200 also when something is wrong: the server is there, and a restart mends nothing. */
  private void health(Exchange exchange) {
    Map<String, String> wrong = problems.get();
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("status", wrong.isEmpty() ? "healthy" : "degraded");
    if (!wrong.isEmpty()) {
      health.put("problems", wrong);
    }
    List<String> loading =
        serving.readiness().entrySet().stream()
            .filter(each -> each.getValue() == Readiness.LOADING)
            .map(Map.Entry::getKey)
            .toList();
    if (!loading.isEmpty()) {
      health.put("loading", loading);
    }
    health.put("version", version);
    health.put(
        "deployments", serving.metrics().stream().map(DeploymentMetrics::deployment).toList());
    exchange.sendJson(200, WireJson.bytes(health));
  }
}
