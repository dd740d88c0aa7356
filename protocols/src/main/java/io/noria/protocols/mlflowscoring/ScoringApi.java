package io.noria.protocols.mlflowscoring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.tensors.Asked;
import io.noria.protocols.tensors.Frames;
import io.noria.protocols.tensors.Instances;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.Predictions;
import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import java.io.IOException;

/** What MLflow's scoring server answers, at a deployment. */
public final class ScoringApi {
  private static final String EXPECTED =
      "one of dataframe_split, dataframe_records, instances, inputs";

  private final Serving serving;
  private final String version;

  private ScoringApi(Serving serving, String version) {
    this.serving = serving;
    this.version = version;
  }

  /**
   * The routes over the deployments.
   *
   * @param version of MLflow that is stood for
   * @param prefix of every path; empty for the root
   */
  public static Routes routes(Serving serving, String version, String prefix) {
    ScoringApi api = new ScoringApi(serving, version);
    Routes routes = of(prefix);
    api.add(routes, prefix);
    if (!prefix.isEmpty()) {
      api.add(routes, prefix + "/{deployment}");
    }
    return routes;
  }

  /** The same at {@code /deployments/NAME}. */
  public static Routes ofDeployments(Serving serving, String version) {
    ScoringApi api = new ScoringApi(serving, version);
    Routes routes = of("/deployments/{deployment}/invocations");
    api.add(routes, "/deployments/{deployment}");
    return routes;
  }

  /** Adds the questions to a deployment; the prefix holds its name. */
  static void at(Serving serving, String version, Routes routes, String prefix) {
    new ScoringApi(serving, version).add(routes, prefix);
  }

  private static Routes of(String prefix) {
    return Routes.of("mlflow-scoring", ScoringErrors.FORM, prefix.isEmpty() ? "/" : prefix);
  }

  private void add(Routes routes, String prefix) {
    routes
        .get(prefix + "/ping", this::ping, Routes.Option.OPEN)
        .get(prefix + "/health", this::ping, Routes.Option.OPEN)
        .get(prefix + "/version", x -> x.sendText(200, version))
        .post(prefix + "/invocations", this::score);
  }

  private void ping(Exchange exchange) {
    Asked.requireThere(() -> Asked.deployment(exchange, serving), serving);
    exchange.sendBytes(200, "application/json", new byte[] {'\n'});
  }

  private void score(Exchange exchange) {
    String type = exchange.header("Content-Type").orElse("");
    String problem = ContentType.problem(type);
    if (problem != null) {
      exchange.sendText(415, problem);
      return;
    }
    ServedModel model = Asked.served(exchange, serving, Asked.deployment(exchange, serving), null);
    Instances instances = new Instances(model, true);
    byte[] body = exchange.body();
    if (ContentType.of(type) == ContentType.CSV) {
      instances.lines(body, true);
    } else {
      TensorJson.object(
          body,
          body.length,
          "a JSON object with " + EXPECTED,
          parser -> {
            fields(parser, instances);
            return true;
          });
    }
    if (!instances.present()) {
      throw NoriaException.invalid("body: no rows (expected: exactly " + EXPECTED + ")");
    }
    TensorAnswer answer = Predictions.ask(serving, exchange, model, instances);
    JsonBytes out = new JsonBytes(1024);
    out.raw("{\"predictions\":");
    Predictions.whole(out, answer, NotFinite.NULL);
    exchange.sendJson(200, out.raw('}').toArray());
  }

  private static void fields(JsonParser parser, Instances instances) throws IOException {
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      if (!field.equals("params") && instances.present()) {
        throw NoriaException.invalid(
            "body: "
                + TensorJson.shortened(field)
                + " besides other rows (expected: exactly "
                + EXPECTED
                + ", and params)");
      }
      switch (field) {
        case "dataframe_split" -> Frames.split(parser, field, instances);
        case "dataframe_records", "instances" -> {
          if (field.equals("instances") && parser.currentToken() == JsonToken.START_OBJECT) {
            instances.whole(parser);
          } else {
            instances.list(parser);
          }
        }
        case "inputs" -> instances.whole(parser);
        case "params" -> params(parser);
        default ->
            throw NoriaException.invalid(
                "body: unknown field "
                    + TensorJson.shortened(field)
                    + " (expected: exactly "
                    + EXPECTED
                    + ", and params)");
      }
    }
  }

  /** A signature here has none; MLflow then passes over what came with a warning, and so do we. */
  private static void params(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT
        && parser.currentToken() != JsonToken.VALUE_NULL) {
      throw NoriaException.invalid("params: " + TensorJson.came(parser) + " (expected: an object)");
    }
    parser.skipChildren();
  }
}
