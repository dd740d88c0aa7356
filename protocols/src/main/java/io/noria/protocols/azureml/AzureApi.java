package io.noria.protocols.azureml;

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
import java.io.IOException;

/** {@code {"input_data": …}} is answered by a list of predictions. */
public final class AzureApi {
  private static final String DEPLOYMENT = "azureml-model-deployment";
  private static final String EXPECTED = "{\"input_data\": {\"columns\": […], \"data\": [[…]]}}";

  private final Serving serving;

  private AzureApi(Serving serving) {
    this.serving = serving;
  }

  /**
   * The routes over the deployments.
   *
   * @param prefix of every path; empty for the root
   */
  public static Routes routes(Serving serving, String prefix) {
    AzureApi api = new AzureApi(serving);
    Routes routes = Routes.of("azureml", AzureErrors.FORM, prefix.isEmpty() ? "/" : prefix);
    api.add(routes, prefix);
    if (!prefix.isEmpty()) {
      api.add(routes, prefix + "/{deployment}");
    }
    return routes;
  }

  private void add(Routes routes, String prefix) {
    routes
        .get(prefix.isEmpty() ? "/" : prefix, this::live, Routes.Option.OPEN)
        .get(
            prefix + "/swagger.json",
            x -> x.send(Swagger.of(serving.served(deployment(x), null), prefix)))
        .post(prefix + "/score", this::score);
  }

  private void live(Exchange exchange) {
    Asked.requireThere(() -> deployment(exchange), serving);
    exchange.sendText(200, "Healthy");
  }

  /** The path's, else the header's, else the default one. */
  private String deployment(Exchange exchange) {
    return exchange.route().pattern().contains("{deployment}")
        ? exchange.path("deployment")
        : exchange.header(DEPLOYMENT).orElseGet(() -> serving.deployments().defaultName());
  }

  private void score(Exchange exchange) {
    ServedModel model = Asked.served(exchange, serving, deployment(exchange), null);
    Instances instances = new Instances(model, true);
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
      throw NoriaException.invalid("body: no input_data (expected: " + EXPECTED + ")");
    }
    var answer = Predictions.ask(serving, exchange, model, instances);
    exchange.setHeader(DEPLOYMENT, model.deployment());
    JsonBytes out = new JsonBytes(1024);
    Predictions.whole(out, answer, NotFinite.NULL);
    exchange.sendJson(200, out.toArray());
  }

  private static void fields(JsonParser parser, Instances instances) throws IOException {
    String field;
    while ((field = parser.nextFieldName()) != null) {
      JsonToken token = parser.nextToken();
      if (!field.equals("input_data") && !field.equals("data")) {
        parser.skipChildren();
      } else if (instances.present()) {
        throw NoriaException.invalid("body: input_data and data (expected: one of the two)");
      } else if (token == JsonToken.START_ARRAY) {
        instances.list(parser);
      } else {
        Frames.split(parser, field, instances);
      }
    }
  }
}
