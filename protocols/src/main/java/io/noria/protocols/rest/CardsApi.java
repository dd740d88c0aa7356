package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.registry.CardEvidence;
import io.noria.registry.CardPage;
import io.noria.registry.HuggingFaceCard;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.Registry;
import io.noria.registry.ToolkitCard;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Model cards, in the forms that people exchange. */
final class CardsApi {
  private final Registry registry;
  private final CardSource source;

  CardsApi(Registry registry, CardSource source) {
    this.registry = registry;
    this.source = source;
  }

  void routes(Routes routes) {
    routes.get("/noria/v1/models/{model}/versions/{version}/card", this::card);
  }

  private void card(Exchange exchange) {
    ModelVersionId id =
        new ModelVersionId(exchange.path("model"), Names.version(exchange.path("version")));
    registry.versions().get(id);
    String format = exchange.query().orNull("format");
    switch (format) {
      case null -> recorded(exchange, id);
      case "json" -> recorded(exchange, id);
      case "huggingface" -> markdown(exchange, HuggingFaceCard.readme(evidence(exchange, id)));
      case "md" -> markdown(exchange, CardPage.markdown(evidence(exchange, id)));
      case "mct" -> exchange.send(ToolkitCard.document(evidence(exchange, id)));
      default ->
          throw NoriaException.invalid(
              "format: " + format + " (expected: json, huggingface, mct or md)");
    }
  }

  private CardEvidence evidence(Exchange exchange, ModelVersionId id) {
    return source.evidence(id, base(exchange));
  }

  /** Where the caller reached the server: links of the card lead there. */
  private static String base(Exchange exchange) {
    String scheme = exchange.header("X-Forwarded-Proto").filter("https"::equals).orElse("http");
    return scheme + "://" + exchange.request().authority();
  }

  private static void markdown(Exchange exchange, String text) {
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendBytes(200, "text/markdown; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private void recorded(Exchange exchange, ModelVersionId id) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "card",
        registry
            .cards()
            .find(id)
            .orElseThrow(() ->
                NoriaException.notFound(
                    "model version "
                        + id
                        + " has no recorded card (expected: format=huggingface, mct or md, which"
                        + " are written from its run)")));
    answer.put("markdown", registry.cards().markdown(id).orElse(""));
    exchange.send(answer);
  }
}
