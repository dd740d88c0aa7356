package io.noria.protocols.vertex;

import com.fasterxml.jackson.core.JsonParser;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.tensors.Asked;
import io.noria.protocols.tensors.Instances;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.PlainErrors;
import io.noria.protocols.tensors.Predictions;
import io.noria.protocols.tensors.TensorJson;
import io.noria.protocols.tensors.v2.AnswerWriter;
import io.noria.protocols.tensors.v2.InferQuestion;
import io.noria.protocols.tensors.v2.QuestionReader;
import io.noria.protocols.tensors.v2.RawBody;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code {"instances": …}} is answered by {@code {"predictions": …}}; at the default deployment.
 */
public final class VertexApi {
  private static final String EXPECTED = "{\"instances\": […]}";

  private final Serving serving;

  private VertexApi(Serving serving) {
    this.serving = serving;
  }

  /**
   * The routes over the deployments. Vertex names the two routes itself, in its environment ({@code
   * AIP_HEALTH_ROUTE} and {@code AIP_PREDICT_ROUTE}).
   *
   * @param prefix of every path; empty for the root
   * @param environment its variables by name, null for what is not set
   */
  public static Routes routes(
      Serving serving, String prefix, UnaryOperator<@Nullable String> environment) {
    VertexApi api = new VertexApi(serving);
    String health = route(environment, "AIP_HEALTH_ROUTE", "/health");
    String predict = route(environment, "AIP_PREDICT_ROUTE", "/predict");
    Routes routes =
        Routes.of("vertex", PlainErrors.FORM, prefix.isEmpty() ? "/" : prefix)
            .get(prefix + health, api::health, Routes.Option.OPEN)
            .post(prefix + predict, api::predict);
    if (!prefix.isEmpty()) {
      routes
          .get(prefix + "/{deployment}" + health, api::health, Routes.Option.OPEN)
          .post(prefix + "/{deployment}" + predict, api::predict);
    }
    return routes;
  }

  /** As it is set, if a path can be made of it. */
  private static String route(
      UnaryOperator<@Nullable String> environment, String name, String otherwise) {
    String set = environment.apply(name);
    if (set == null || set.isBlank()) {
      return otherwise;
    }
    if (!set.matches("/[A-Za-z0-9._~:@/-]+")) {
      throw NoriaException.invalid(name + ": " + set + " (expected: a path such as /predict)");
    }
    return set;
  }

  private void health(Exchange exchange) {
    Asked.requireThere(() -> Asked.deployment(exchange, serving), serving);
    exchange.send(Map.of("status", "healthy"));
  }

  private void predict(Exchange exchange) {
    String name = Asked.deployment(exchange, serving);
    RawBody raw = RawBody.of(exchange);
    if (raw.type() != null) {
      InferQuestion question =
          QuestionReader.read(exchange.body(), raw, () -> serving.served(name, null));
      AnswerWriter.send(
          exchange,
          raw,
          question,
          serving.infer(name, question.request(null, Asked.of(exchange))),
          List.of());
      return;
    }
    ServedModel model = Asked.served(exchange, serving, name, null);
    Instances instances = new Instances(model, false);
    byte[] body = exchange.body();
    TensorJson.object(
        body,
        body.length,
        EXPECTED,
        parser -> {
          fields(parser, instances);
          return true;
        });
    if (!instances.present()) {
      throw NoriaException.invalid("body: no instances (expected: " + EXPECTED + ")");
    }
    var answer = Predictions.ask(serving, exchange, model, instances);
    JsonBytes out = new JsonBytes(1024);
    out.raw("{\"predictions\":");
    Predictions.rows(out, answer, NotFinite.NULL);
    exchange.sendJson(200, out.raw('}').toArray());
  }

  private static void fields(JsonParser parser, Instances instances) throws IOException {
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      if (field.equals("instances") && !instances.present()) {
        instances.list(parser);
      } else {
        parser.skipChildren();
      }
    }
  }
}
