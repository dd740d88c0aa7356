package io.noria.protocols.sagemaker;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.tensors.Asked;
import io.noria.protocols.tensors.Instances;
import io.noria.protocols.tensors.Predictions;
import io.noria.protocols.tensors.TensorJson;
import io.noria.protocols.tensors.v2.AnswerWriter;
import io.noria.protocols.tensors.v2.InferQuestion;
import io.noria.protocols.tensors.v2.QuestionReader;
import io.noria.protocols.tensors.v2.RawBody;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import java.util.List;

/**
 * Answers {@code /invocations} at the default deployment, at the one that the path names, or at the
 * one that the header of a multi-model endpoint names.
 */
public final class SagemakerApi {
  private static final String ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes";
  private static final String TARGET = "X-Amzn-SageMaker-Target-Model";
  private static final int MOST_ATTRIBUTES = 1024;

  private final Serving serving;
  private final Models models;

  private SagemakerApi(Serving serving) {
    this.serving = serving;
    this.models = new Models(serving);
  }

  /**
   * The routes over the deployments.
   *
   * @param prefix of every path; empty for the root
   */
  public static Routes routes(Serving serving, String prefix) {
    SagemakerApi api = new SagemakerApi(serving);
    Routes routes = Routes.of("sagemaker", SagemakerErrors.FORM, prefix.isEmpty() ? "/" : prefix);
    api.add(routes, prefix);
    if (!prefix.isEmpty()) {
      api.add(routes, prefix + "/{deployment}");
    }
    return routes
        .post(prefix + "/endpoints/{deployment}/invocations", api::invoke)
        .get(prefix + "/execution-parameters", SagemakerApi::parameters)
        .get(prefix + "/models", api.models::list)
        .post(prefix + "/models", api.models::load)
        .get(prefix + "/models/{deployment}", api.models::describe)
        .delete(prefix + "/models/{deployment}", api.models::unload)
        .post(prefix + "/models/{deployment}/invoke", api::invoke);
  }

  private void add(Routes routes, String prefix) {
    routes
        .get(prefix + "/ping", this::ping, Routes.Option.OPEN)
        .post(prefix + "/invocations", this::invoke);
  }

  /** Of a multi-model endpoint the container is well also before it has a model. */
  private void ping(Exchange exchange) {
    if (exchange.route().pattern().contains("{deployment}")) {
      Asked.requireThere(() -> exchange.path("deployment"), serving);
    }
    exchange.sendEmpty(200);
  }

  /** What a batch transform asks before it begins. */
  private static void parameters(Exchange exchange) {
    exchange.send(
        TensorJson.fields(
            "MaxConcurrentTransforms", 8, "BatchStrategy", "MULTI_RECORD", "MaxPayloadInMB", 6));
  }

  private String deployment(Exchange exchange) {
    if (exchange.route().pattern().contains("{deployment}")) {
      return exchange.path("deployment");
    }
    return exchange.header(TARGET).orElseGet(() -> serving.deployments().defaultName());
  }

  private void invoke(Exchange exchange) {
    String name = deployment(exchange);
    echo(exchange);
    byte[] body = exchange.body();
    RawBody raw = RawBody.of(exchange);
    if (raw.type() != null || raw.json() >= 0 || "[{".equals(tensors(exchange, body))) {
      InferQuestion question = QuestionReader.read(body, raw, () -> serving.served(name, null));
      AnswerWriter.send(
          exchange,
          raw,
          question,
          serving.infer(name, question.request(null, Asked.of(exchange))),
          List.of());
      return;
    }
    ServedModel model = Asked.served(exchange, serving, name, null);
    Bodies kind = Bodies.of(exchange.header("Content-Type").orElse("application/json"));
    // A frame may have more columns than the model, as in MLflow's own container.
    Instances instances = new Instances(model, kind == Bodies.JSON && Bodies.framed(body));
    if (kind == null) {
      exchange.sendJson(415, Bodies.unknown(exchange.header("Content-Type").orElse("")));
      return;
    }
    kind.read(body, instances);
    if (!instances.present()) {
      throw NoriaException.invalid("body: no rows (expected: at least one)");
    }
    var answer = Predictions.ask(serving, exchange, model, instances);
    exchange.setHeader("x-Amzn-Invoked-Production-Variant", model.deployment());
    kind.answering(exchange.header("Accept").orElse("")).send(exchange, answer);
  }

  /** What {@code inputs} begins with: tensors are a list of objects. */
  private static String tensors(Exchange exchange, byte[] body) {
    boolean json = Bodies.of(exchange.header("Content-Type").orElse("")) == Bodies.JSON;
    String opening = json ? TensorJson.opening(body, "inputs") : null;
    return opening == null ? "" : opening;
  }

  private static void echo(Exchange exchange) {
    String attributes = exchange.header(ATTRIBUTES).orElse("");
    if (attributes.length() > MOST_ATTRIBUTES
        || !attributes.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw NoriaException.invalid(
          ATTRIBUTES + ": (expected: at most " + MOST_ATTRIBUTES + " characters of ASCII)");
    }
    if (!attributes.isEmpty()) {
      exchange.setHeader(ATTRIBUTES, attributes);
    }
  }
}
