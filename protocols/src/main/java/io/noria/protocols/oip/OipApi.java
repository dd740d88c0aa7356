package io.noria.protocols.oip;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.trace.TraceSettings;
import io.noria.protocols.tensors.Asked;
import io.noria.protocols.tensors.TensorJson;
import io.noria.protocols.tensors.v2.AnswerWriter;
import io.noria.protocols.tensors.v2.InferQuestion;
import io.noria.protocols.tensors.v2.QuestionReader;
import io.noria.protocols.tensors.v2.RawBody;
import io.noria.serving.Readiness;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Questions to deployments, which this protocol calls models, and what they are like. */
public final class OipApi {
  private final Serving serving;
  private final About about;
  private final Repository repository;

  /**
   * What the server says of itself.
   *
   * @param version Noria's
   * @param traces what callers may change about traces; null when none are made
   */
  public record About(String version, @Nullable TraceSettings traces) {}

  private OipApi(Serving serving, About about, Repository repository) {
    this.serving = serving;
    this.about = about;
    this.repository = repository;
  }

  /**
   * The routes over the deployments.
   *
   * @param about what the server says of itself
   * @param prefix of every path; empty for the root
   */
  public static Routes routes(Serving serving, Repository repository, About about, String prefix) {
    OipApi api = new OipApi(serving, about, repository);
    String v2 = prefix + "/v2";
    Routes routes =
        Routes.of("oip", OipErrors.FORM, v2)
            .get(v2, api::server)
            .get(v2 + "/health/live", x -> x.send(Map.of("live", true)), Routes.Option.OPEN)
            .get(v2 + "/health/ready", api::serverReady, Routes.Option.OPEN)
            .get(v2 + "/models", api::models)
            .get(v2 + "/models/stats", x -> x.send(Statistics.ofAll(serving)));
    for (String tail : List.of("", "/versions/{version}")) {
      String model = v2 + "/models/{model}" + tail;
      routes
          .get(model, x -> x.send(Metadata.of(api.served(x))))
          .get(model + "/ready", api::ready, Routes.Option.OPEN)
          .get(model + "/config", x -> x.send(ModelConfig.of(api.served(x))))
          .get(model + "/stats", x -> x.send(Statistics.of(serving, api.served(x), versionOf(x))))
          .post(model + "/infer", api::infer);
    }
    api.extensions(routes, v2);
    return routes;
  }

  private void extensions(Routes routes, String v2) {
    for (String repo : List.of("/repository", "/repository/{repository}")) {
      routes
          .post(v2 + repo + "/index", repository::index)
          .post(v2 + repo + "/models/{model}/load", repository::load)
          .post(v2 + repo + "/models/{model}/unload", repository::unload);
    }
    Fixed.routes(routes, v2);
    TraceApi.routes(routes, v2, serving, about.traces());
  }

  private void server(Exchange exchange) {
    exchange.send(
        TensorJson.fields(
            "name", "noria", "version", about.version(), "extensions", Metadata.EXTENSIONS));
  }

  /** Ready once every deployment's model was loaded, or could not be. */
  private void serverReady(Exchange exchange) {
    boolean ready = !serving.readiness().containsValue(Readiness.LOADING);
    exchange.send(ready ? 200 : 503, Map.of("ready", ready));
  }

  private void models(Exchange exchange) {
    exchange.send(
        Map.of("models", serving.deployments().list().stream().map(each -> each.name()).toList()));
  }

  /** An empty answer, as the protocol wants it; the error says why not. */
  private void ready(Exchange exchange) {
    Integer version = versionOf(exchange);
    Asked.requireThere(() -> exchange.path("model"), serving);
    if (version != null) {
      try {
        served(exchange);
      } catch (NoriaException e) {
        // Asked without a token: which versions there are is nobody's business.
        throw e.code() == ErrorCode.NOT_FOUND
            ? NoriaException.notFound("version: " + version + " does not answer")
            : e;
      }
    }
    exchange.sendEmpty(200);
  }

  private ServedModel served(Exchange exchange) {
    return serving.served(exchange.path("model"), versionOf(exchange));
  }

  private void infer(Exchange exchange) {
    String model = exchange.path("model");
    Integer wanted = versionOf(exchange);
    RawBody body = RawBody.of(exchange);
    InferQuestion question =
        QuestionReader.read(exchange.body(), body, () -> serving.served(model, wanted));
    TensorAnswer answer = serving.infer(model, question.request(wanted, Asked.of(exchange)));
    AnswerWriter.send(exchange, body, question, answer, labels(question, answer));
  }

  /** Only classifications show them. */
  private List<String> labels(InferQuestion question, TensorAnswer answer) {
    for (InferQuestion.Wanted wanted : question.outputs()) {
      if (wanted.classes() > 0) {
        var target = answer.target();
        return target == null ? List.of() : target.classes();
      }
    }
    return List.of();
  }

  /** Null when the path names none; {@code v10} is 10. */
  private static @Nullable Integer versionOf(Exchange exchange) {
    if (!exchange.route().pattern().contains("{version}")) {
      return null;
    }
    String text = exchange.path("version");
    try {
      int number = Integer.parseInt(text.startsWith("v") ? text.substring(1) : text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below with what was expected.
    }
    throw NoriaException.invalid(
        "version: "
            + (text.length() > 40 ? text.substring(0, 40) + "…" : text)
            + " (expected: a number such as 3, or v3)");
  }
}
