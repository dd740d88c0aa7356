package io.noria.protocols.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.tensors.ModelUri;
import io.noria.serving.Deployment;
import io.noria.serving.Serving;
import java.util.LinkedHashMap;
import java.util.Map;

/** The models of a multi-model endpoint: the deployments. */
final class Models {
  private final Serving serving;

  Models(Serving serving) {
    this.serving = serving;
  }

  void list(Exchange exchange) {
    exchange.send(
        Map.of("models", serving.deployments().list().stream().map(Models::shown).toList()));
  }

  private static Map<String, Object> shown(Deployment each) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("modelName", each.name());
    shown.put("modelUrl", "models:/" + each.model() + "/" + each.version());
    return shown;
  }

  void describe(Exchange exchange) {
    exchange.send(shown(serving.deployments().get(exchange.path("deployment"))));
  }

  void load(Exchange exchange) {
    JsonNode body = exchange.json();
    String name = body.path("model_name").asText();
    String url = body.path("url").asText();
    if (name.isEmpty() || url.isEmpty()) {
      throw NoriaException.invalid(
          "body: " + (name.isEmpty() ? "no model_name" : "no url") + " (expected: both)");
    }
    if (serving.deployments().find(name).isPresent()) {
      throw new NoriaException(
          ErrorCode.ALREADY_EXISTS, "model " + name + " is loaded (expected: another name)");
    }
    ModelUri uri = ModelUri.parse(url);
    exchange.send(shown(serving.deployments().deploy(name, uri.model(), uri.follow())));
  }

  void unload(Exchange exchange) {
    Deployment known = serving.deployments().get(exchange.path("deployment"));
    serving.deployments().delete(known.name());
    exchange.send(shown(known));
  }
}
