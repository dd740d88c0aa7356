package io.noria.protocols.kservev1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.noria.base.ErrorCode;
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
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Questions to deployments in KServe's V1 form; the models' names are theirs. */
public final class KserveApi {
  private static final String EXPECTED = "{\"instances\": […]}";

  private final Serving serving;

  private KserveApi(Serving serving) {
    this.serving = serving;
  }

  /**
   * The routes over the deployments.
   *
   * @param prefix of every path; empty for the root
   */
  public static Routes routes(Serving serving, String prefix) {
    KserveApi api = new KserveApi(serving);
    String models = prefix + "/v1/models";
    return Routes.of("kserve", PlainErrors.FORM, prefix.isEmpty() ? "/" : prefix)
        .get(
            prefix.isEmpty() ? "/" : prefix,
            x -> x.send(Map.of("status", "alive")),
            Routes.Option.OPEN)
        .get(models, api::models)
        .get(models + "/{model}", api::ready, Routes.Option.OPEN)
        .post(models + "/{model}", api::ask);
  }

  private void models(Exchange exchange) {
    List<String> names = serving.deployments().list().stream().map(each -> each.name()).toList();
    exchange.send(Map.of("models", names));
  }

  private void ready(Exchange exchange) {
    String name = exchange.path("model");
    Asked.requireThere(() -> name, serving);
    exchange.send(TensorJson.fields("name", name, "ready", true));
  }

  private void ask(Exchange exchange) {
    String path = exchange.path("model");
    int colon = path.lastIndexOf(':');
    String verb = colon < 0 ? "" : path.substring(colon + 1);
    if (verb.equals("explain")) {
      throw new NoriaException(
          ErrorCode.UNIMPLEMENTED,
          "explain (expected: :predict; what features added to a prediction tells GET"
              + " /noria/v1/predictions/ID/why)");
    }
    if (!verb.equals("predict")) {
      throw NoriaException.notFound(
          "path: "
              + TensorJson.shortened(exchange.rawPath())
              + " (expected: /v1/models/NAME:predict)");
    }
    predict(exchange, path.substring(0, colon));
  }

  private void predict(Exchange exchange, String name) {
    ServedModel model = Asked.served(exchange, serving, name, null);
    CloudEvent event = CloudEvent.of(exchange);
    Instances instances = new Instances(model, false);
    byte[] body = exchange.body();
    TensorJson.object(
        body,
        body.length,
        EXPECTED,
        parser -> {
          fields(parser, instances, event.structured());
          return true;
        });
    if (!instances.present()) {
      throw NoriaException.invalid("body: no instances (expected: " + EXPECTED + ")");
    }
    TensorAnswer answer = Predictions.ask(serving, exchange, model, instances);
    JsonBytes out = new JsonBytes(1024);
    out.raw("{\"predictions\":");
    Predictions.rows(out, answer, NotFinite.NULL);
    event.send(exchange, name, out.raw('}').toArray());
  }

  /** In an event the question is its data. */
  private static void fields(JsonParser parser, Instances instances, boolean event)
      throws IOException {
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      if (event && field.equals("data") && parser.currentToken() == JsonToken.START_OBJECT) {
        fields(parser, instances, false);
      } else if (!event && (field.equals("instances") || field.equals("inputs"))) {
        if (instances.present()) {
          throw NoriaException.invalid("body: instances and inputs (expected: one of the two)");
        }
        instances.list(parser);
      } else {
        parser.skipChildren();
      }
    }
  }
}
