package io.noria.protocols.torchserve;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Handler;
import io.noria.protocols.http.Routes;
import io.noria.protocols.tensors.Asked;
import io.noria.protocols.tensors.Instances;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.Predictions;
import io.noria.protocols.tensors.TensorJson;
import io.noria.protocols.tensors.v2.AnswerWriter;
import io.noria.protocols.tensors.v2.InferQuestion;
import io.noria.protocols.tensors.v2.QuestionReader;
import io.noria.protocols.tensors.v2.RawBody;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Questions to deployments, which are the models here, and their management. */
public final class TorchApi {
  private final Serving serving;

  private TorchApi(Serving serving) {
    this.serving = serving;
  }

  /**
   * The routes over the deployments: TorchServe's two ports in one.
   *
   * @param prefix of every path; empty for the root
   */
  public static Routes routes(Serving serving, String prefix) {
    TorchApi api = new TorchApi(serving);
    Management management = new Management(serving);
    Routes routes = Routes.of("torchserve", TorchErrors.FORM, prefix.isEmpty() ? "/" : prefix);
    routes.get(prefix + "/ping", api::ping, Routes.Option.OPEN);
    Handler describe = x -> x.send(description(routes));
    routes
        .route("OPTIONS", prefix.isEmpty() ? "/" : prefix, describe)
        .get(prefix + "/api-description", describe)
        .post(prefix + "/v1/models/{model}", api::v1)
        .post(prefix + "/v2/models/{model}/infer", api::v2)
        .get(prefix + "/models", management::list)
        .post(prefix + "/models", management::register);
    for (String tail : List.of("", "/{version}")) {
      String model = prefix + "/models/{model}" + tail;
      routes
          .post(prefix + "/predictions/{model}" + tail, api::predict)
          .put(prefix + "/predictions/{model}" + tail, api::predict)
          .get(model, management::describe)
          .put(model, management::scale)
          .delete(model, management::unregister);
    }
    return routes.put(prefix + "/models/{model}/{version}/set-default", management::setDefault);
  }

  /** What the routes are, as OpenAPI. */
  private static Map<String, Object> description(Routes routes) {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Routes.Route each : routes.all()) {
      paths
          .computeIfAbsent(each.pattern(), path -> new TreeMap<>())
          .put(
              each.method().toLowerCase(java.util.Locale.ROOT),
              TensorJson.fields(
                  "responses", TensorJson.fields("200", TensorJson.fields("description", "OK"))));
    }
    return TensorJson.fields(
        "openapi",
        "3.0.1",
        "info",
        TensorJson.fields("title", "TorchServe APIs", "version", "1"),
        "paths",
        paths);
  }

  /** The server is there; which models answer, Describe says. */
  private void ping(Exchange exchange) {
    exchange.send(TensorJson.fields("status", "Healthy"));
  }

  /** Null when the path names none. */
  static @Nullable Integer version(Exchange exchange) {
    if (!exchange.route().pattern().contains("{version}")) {
      return null;
    }
    return version(exchange.path("version"));
  }

  /** The number, {@code 3} or {@code 3.0}. */
  public static int version(String text) {
    // TorchServe's versions are numbers with a point.
    String whole = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    try {
      return Integer.parseInt(whole);
    } catch (NumberFormatException e) {
      throw NoriaException.invalid(
          "version: " + TensorJson.shortened(text) + " (expected: a number such as 3 or 3.0)");
    }
  }

  private void predict(Exchange exchange) {
    Integer version = version(exchange);
    ServedModel model = Asked.served(exchange, serving, exchange.path("model"), version);
    byte[] body = Multipart.data(exchange.body(), exchange.header("Content-Type").orElse(""));
    Prediction prediction = Prediction.of(serving, model, body, Asked.of(exchange));
    Asked.tell(exchange, prediction.ids());
    exchange.sendJson(200, prediction.json());
  }

  /** KServe's first form. */
  private void v1(Exchange exchange) {
    String path = exchange.path("model");
    if (!path.endsWith(":predict")) {
      throw NoriaException.notFound(
          "path: " + TensorJson.shortened(exchange.rawPath()) + " (expected: NAME:predict)");
    }
    ServedModel model =
        Asked.served(exchange, serving, path.substring(0, path.lastIndexOf(':')), null);
    Instances instances = new Instances(model, false);
    byte[] body = exchange.body();
    if (!"[".equals(TensorJson.opening(body, "instances"))
        && !"[{".equals(TensorJson.opening(body, "instances"))) {
      throw NoriaException.invalid("body: no instances (expected: {\"instances\": […]})");
    }
    Prediction.read(body, instances);
    TensorAnswer answer = Predictions.ask(serving, exchange, model, instances);
    JsonBytes out = new JsonBytes(1024).raw("{\"predictions\":");
    Predictions.rows(out, answer, NotFinite.NULL);
    exchange.sendJson(200, out.raw('}').toArray());
  }

  /** KServe's second form. */
  private void v2(Exchange exchange) {
    String name = exchange.path("model");
    RawBody raw = RawBody.of(exchange);
    InferQuestion question =
        QuestionReader.read(exchange.body(), raw, () -> serving.served(name, null));
    AnswerWriter.send(
        exchange,
        raw,
        question,
        serving.infer(name, question.request(null, Asked.of(exchange))),
        List.of());
  }
}
