package io.noria.protocols.tfserving;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.tensors.Asked;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.PlainErrors;
import io.noria.protocols.tensors.Predictions;
import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import java.util.List;
import java.util.Map;

/** Questions to deployments in TensorFlow Serving's form; the models' names are theirs. */
public final class TfServingApi {
  private final Serving serving;

  private TfServingApi(Serving serving) {
    this.serving = serving;
  }

  /**
   * The routes over the deployments.
   *
   * @param prefix of every path; empty for the root
   */
  public static Routes routes(Serving serving, String prefix) {
    TfServingApi api = new TfServingApi(serving);
    String models = prefix + "/v1/models";
    Routes routes = Routes.of("tfserving", PlainErrors.FORM, prefix.isEmpty() ? "/v1" : prefix);
    for (String tail : List.of("", "/versions/{version}", "/labels/{label}")) {
      String model = models + "/{model}" + tail;
      routes.get(model, api::status).get(model + "/metadata", api::metadata).post(model, api::ask);
    }
    return routes;
  }

  /** The last segment's part before the verb; all of it when there is none. */
  private static String before(String segment) {
    int colon = segment.lastIndexOf(':');
    return colon < 0 ? segment : segment.substring(0, colon);
  }

  private static String verb(Exchange exchange) {
    String path = exchange.path(last(exchange));
    int colon = path.lastIndexOf(':');
    return colon < 0 ? "" : path.substring(colon + 1);
  }

  private static String last(Exchange exchange) {
    String pattern = exchange.route().pattern();
    return pattern.contains("{version}")
        ? "version"
        : pattern.contains("{label}") ? "label" : "model";
  }

  private ServedModel served(Exchange exchange) {
    String last = last(exchange);
    String model = exchange.path("model");
    String named = last.equals("model") ? before(model) : model;
    ServedModel now = Asked.served(exchange, serving, named, null);
    if (last.equals("model")) {
      return now;
    }
    String text = before(exchange.path(last));
    if (last.equals("label")) {
      var follow = serving.deployments().get(named).follow();
      if (follow.value().equals(text)) {
        return now;
      }
      throw NoriaException.notFound(
          "label: "
              + TensorJson.shortened(text)
              + " (expected: "
              + follow.value()
              + ", what "
              + named
              + " follows)");
    }
    return serving.served(named, number(text));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw NoriaException.invalid(
          "version: " + TensorJson.shortened(text) + " (expected: a number)");
    }
  }

  /** Of the versions that can answer, or why there is none. */
  private void status(Exchange exchange) {
    List<Integer> versions;
    try {
      ServedModel model = served(exchange);
      versions = last(exchange).equals("model") ? model.versions() : List.of(model.version());
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      exchange.send(
          TensorJson.fields(
              "model_version_status",
              List.of(version("0", "START", "UNAVAILABLE", e.getMessage()))));
      return;
    }
    exchange.send(
        TensorJson.fields(
            "model_version_status",
            versions.reversed().stream()
                .map(each -> version(Integer.toString(each), "AVAILABLE", "OK", ""))
                .toList()));
  }

  private static Map<String, Object> version(
      String version, String state, String code, String message) {
    return TensorJson.fields(
        "version",
        version,
        "state",
        state,
        "status",
        TensorJson.fields("error_code", code, "error_message", message));
  }

  private void metadata(Exchange exchange) {
    exchange.send(SignatureDef.metadata(served(exchange)));
  }

  private void ask(Exchange exchange) {
    switch (verb(exchange)) {
      case "predict" -> predict(exchange);
      case "classify" -> classify(exchange, true);
      case "regress" -> classify(exchange, false);
      default ->
          throw NoriaException.invalid(
              "path: "
                  + TensorJson.shortened(exchange.rawPath())
                  + " (expected: :predict, :classify or :regress behind the model)");
    }
  }

  private void predict(Exchange exchange) {
    ServedModel model = served(exchange);
    PredictQuestion question = PredictQuestion.read(exchange.body(), model);
    TensorAnswer answer =
        serving.infer(
            model.deployment(),
            Predictions.request(model, question.inputs(), question.wanted(), Asked.of(exchange)));
    JsonBytes out = new JsonBytes(1024);
    if (question.rows()) {
      out.raw("{\"predictions\":");
      TfJson.rows(out, answer.outputs());
    } else {
      out.raw("{\"outputs\":");
      TfJson.whole(out, answer.outputs());
    }
    Asked.tell(exchange, answer.ids());
    exchange.sendJson(200, out.raw('}').toArray());
  }

  private void classify(Exchange exchange, boolean classes) {
    ServedModel model = served(exchange);
    Examples.requireFit(model, classes);
    TensorAnswer answer =
        serving.infer(
            model.deployment(),
            Predictions.request(
                model, Examples.read(exchange.body(), model), List.of(), Asked.of(exchange)));
    JsonBytes out = new JsonBytes(1024).raw("{\"results\":");
    if (classes) {
      Examples.classes(out, answer, model);
    } else {
      Predictions.rows(out, answer, NotFinite.TOKEN);
    }
    Asked.tell(exchange, answer.ids());
    exchange.sendJson(200, out.raw('}').toArray());
  }
}
