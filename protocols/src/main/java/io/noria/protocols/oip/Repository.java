package io.noria.protocols.oip;

import com.fasterxml.jackson.core.JsonParser;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.tensors.TensorJson;
import io.noria.protocols.tensors.v2.Parameters;
import io.noria.registry.ModelVersion;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.serving.Deployment;
import io.noria.serving.Follow;
import io.noria.serving.Readiness;
import io.noria.serving.Serving;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The deployments as a repository of models. To load one brings it up to date with what it follows;
 * a registered model without a deployment of its name gets one. To unload one deletes it.
 */
public final class Repository {
  private static final String CHAMPION = "champion";
  private static final String READY = "READY";

  private final Serving serving;
  private final Function<String, Follow> newest;

  /** Over the deployments; what a model without one shall follow is found by its name. */
  public Repository(Serving serving, Function<String, Follow> newest) {
    this.serving = serving;
    this.newest = newest;
  }

  /** Over both. */
  public static Repository of(Serving serving, Registry registry) {
    return new Repository(serving, model -> newest(registry, model));
  }

  void index(Exchange exchange) {
    exchange.send(index(body(exchange).flag("ready", false)));
  }

  /**
   * Every model with its state.
   *
   * @param ready whether those that cannot answer are left out
   */
  public List<Map<String, Object>> index(boolean ready) {
    List<Map<String, Object>> all = new ArrayList<>();
    Map<String, Readiness> readiness = serving.readiness();
    for (Deployment each : serving.deployments().list()) {
      Integer version = each.version();
      String state = state(version, readiness.getOrDefault(each.name(), Readiness.READY));
      if (ready && !state.equals(READY)) {
        continue;
      }
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", each.name());
      row.put("version", version == null ? "" : version.toString());
      row.put("state", state);
      String problem = each.problem();
      row.put(
          "reason",
          problem != null
              ? problem
              : version == null ? "no version yet: it follows " + each.follow() : "");
      all.add(row);
    }
    return all;
  }

  private static String state(@Nullable Integer version, Readiness now) {
    return switch (now) {
      case LOADING -> "LOADING";
      case EMPTY -> "UNAVAILABLE";
      case READY, ASLEEP -> version == null ? "UNAVAILABLE" : READY;
    };
  }

  void load(Exchange exchange) {
    String name = exchange.path("model");
    load(name, body(exchange).names());
    exchange.send(TensorJson.fields("name", name, "load", true));
  }

  /**
   * Brings a model up to date with what it follows, or deploys the registered model of that name.
   *
   * @param parameters the names of what was said beside
   * @throws NoriaException INVALID_ARGUMENT when there is no such model, it has no version that can
   *     be loaded, or files were sent for it
   */
  public void load(String name, Set<String> parameters) {
    refuseFiles(parameters);
    Deployment known = serving.deployments().find(name).orElse(null);
    Deployment loaded =
        known == null
            ? serving.deployments().deploy(name, name, newest.apply(name))
            : serving.deployments().deploy(name, known.model(), known.follow());
    String problem = loaded.problem();
    if (loaded.version() == null || problem != null) {
      throw NoriaException.invalid(
          "model "
              + name
              + ": not loaded: "
              + (problem == null ? "no version yet, it follows " + loaded.follow() : problem));
    }
  }

  /** What comes with a model out of the registry is its own; files from the wire are nobody's. */
  private static void refuseFiles(Set<String> parameters) {
    for (String name : parameters) {
      if (name.equals("config") || name.startsWith("file:")) {
        throw NoriaException.invalid(
            "parameters: "
                + TensorJson.shortened(name)
                + " (expected: none; a model is loaded from the registry as it is there)");
      }
    }
  }

  /** The version that the alias champion or the stage Production names, or else the newest. */
  private static Follow newest(Registry registry, String model) {
    if (registry.models().find(model).isEmpty()) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "model: "
              + TensorJson.shortened(model)
              + " (expected: a deployment, or a registered model)");
    }
    if (registry.versions().findByAlias(model, CHAMPION).isPresent()) {
      return Follow.alias(CHAMPION);
    }
    if (registry.versions().findByStage(model, Stage.PRODUCTION).isPresent()) {
      return Follow.stage("Production");
    }
    return registry.versions().list(model).stream()
        .map(ModelVersion::id)
        .mapToInt(id -> id.version())
        .max()
        .stream()
        .mapToObj(Follow::version)
        .findFirst()
        .orElseThrow(() ->
            NoriaException.invalid("model: " + model + " has no version (expected: one or more)"));
  }

  void unload(Exchange exchange) {
    String name = exchange.path("model");
    body(exchange);
    unload(name);
    exchange.send(TensorJson.fields("name", name, "unload", true));
  }

  /**
   * Deletes a deployment.
   *
   * @throws NoriaException NOT_FOUND when there is no such
   */
  public void unload(String name) {
    serving.deployments().get(name);
    serving.deployments().delete(name);
  }

  /** The body's own fields, and those of its parameters; clients also send none at all. */
  private static Parameters body(Exchange exchange) {
    byte[] body = exchange.body();
    return body.length == 0
        ? Parameters.NONE
        : TensorJson.object(body, body.length, "a JSON object, or nothing", Repository::fields);
  }

  private static Parameters fields(JsonParser parser) throws IOException {
    @Nullable Parameters inner = null;
    Parameters outer = Parameters.NONE;
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      if (field.equals("parameters")) {
        inner = Parameters.read(parser, field);
      } else {
        outer = outer.with(field, parser);
      }
    }
    return inner == null ? outer : inner.and(outer);
  }
}
