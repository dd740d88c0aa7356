package io.noria.protocols.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Given;
import io.noria.serving.Inference;
import io.noria.serving.RowBuilder;
import io.noria.serving.Serving;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes predictions that a model answered elsewhere into a deployment's log. */
final class LoggedElsewhere {
  private static final int MOST = 1000;

  private final Serving serving;

  LoggedElsewhere(Serving serving) {
    this.serving = serving;
  }

  private record Body(
      @Nullable JsonNode features,
      @Nullable JsonNode prediction,
      @Nullable Double probability,
      @Nullable String key,
      @Nullable Instant eventTime) {}

  private record Batch(
      @Nullable Integer modelVersion, @Nullable List<@Nullable Body> predictions) {}

  private record Logged(String model, int modelVersion, List<String> ids) {}

  void log(Exchange exchange) {
    String deployment = exchange.path("deployment");
    Batch batch = exchange.json(Batch.class);
    List<@Nullable Body> bodies = batch.predictions();
    if (bodies == null || bodies.size() > MOST) {
      throw NoriaException.invalid(
          "predictions: "
              + (bodies == null ? "missing" : bodies.size() + " of them")
              + " (expected: a list of at most "
              + MOST
              + ")");
    }
    try (Inference inference = serving.recording(deployment, batch.modelVersion())) {
      List<Given> answers = new ArrayList<>(bodies.size());
      for (int i = 0; i < bodies.size(); i++) {
        answers.add(row(inference, bodies.get(i), "predictions[" + i + "]"));
      }
      List<UUID> ids = inference.record(answers);
      exchange.send(
          new Logged(
              inference.model(), inference.version(), ids.stream().map(UUID::toString).toList()));
    }
  }

  private static Given row(Inference inference, @Nullable Body body, String place) {
    JsonNode prediction = body == null ? null : body.prediction();
    if (body == null || prediction == null || !prediction.isValueNode() || prediction.isNull()) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          place + ".prediction: " + prediction + " (expected: a string, number or boolean)");
    }
    try {
      features(inference, body.features());
    } catch (NoriaException e) {
      throw new NoriaException(e.code(), place + "." + e.getMessage(), e);
    }
    Double probability = body.probability();
    return new Given(
        prediction.asText(),
        probability == null ? Double.NaN : probability,
        body.eventTime(),
        body.key());
  }

  private static void features(Inference inference, @Nullable JsonNode features) {
    List<FeatureColumn> inputs = inference.inputs();
    RowBuilder row = inference.row();
    if (features != null && features.isObject()) {
      for (Map.Entry<String, JsonNode> each : features.properties()) {
        set(row, inference.column(each.getKey()), each.getKey(), each.getValue());
      }
    } else if (features != null && features.isArray() && features.size() <= inputs.size()) {
      for (int column = 0; column < features.size(); column++) {
        set(row, column, inputs.get(column).name(), features.get(column));
      }
    } else {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "features: %s (expected: an object by name, or a list of %d values)"
              .formatted(
                  features == null
                      ? "missing"
                      : features.isArray() ? features.size() + " values" : features.toString(),
                  inputs.size()));
    }
    row.end();
  }

  private static void set(RowBuilder row, int column, String name, JsonNode value) {
    if (value.isNumber() && Double.isFinite(value.asDouble())) {
      row.set(column, value.asDouble());
    } else if (value.isTextual()) {
      row.set(column, value.asText());
    } else if (value.isBoolean()) {
      row.set(column, value.asBoolean());
    } else if (value.isNull()) {
      row.setNull(column);
    } else {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "features." + name + ": " + value + " (expected: a number, string, boolean or null)");
    }
  }
}
