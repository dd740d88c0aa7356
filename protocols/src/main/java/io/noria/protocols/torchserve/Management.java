package io.noria.protocols.torchserve;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.tensors.ModelUri;
import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.Deployment;
import io.noria.serving.Follow;
import io.noria.serving.Serving;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The deployments as TorchServe's management API shows and changes them. */
public final class Management {
  private final Serving serving;

  /** Over the deployments. */
  public Management(Serving serving) {
    this.serving = serving;
  }

  void list(Exchange exchange) {
    int limit = exchange.query().number("limit", 100, 1, 1000);
    int from = exchange.query().number("next_page_token", 0, 0, Integer.MAX_VALUE);
    exchange.send(list(limit, from));
  }

  /** A page of models by name, and where the next begins when there is one. */
  public Map<String, Object> list(int limit, int from) {
    List<Deployment> all = serving.deployments().list();
    List<Map<String, Object>> models = new ArrayList<>();
    for (int i = from; i < all.size() && models.size() < limit; i++) {
      models.add(TensorJson.fields("modelName", all.get(i).name(), "modelUrl", url(all.get(i))));
    }
    Map<String, Object> page = new LinkedHashMap<>();
    if (from + models.size() < all.size()) {
      page.put("nextPageToken", Integer.toString(from + models.size()));
    }
    page.put("models", models);
    return page;
  }

  private static String url(Deployment each) {
    return each.version() == null
        ? "models:/" + each.model()
        : "models:/" + each.model() + "/" + each.version();
  }

  void describe(Exchange exchange) {
    boolean all =
        exchange.route().pattern().contains("{version}") && exchange.path("version").equals("all");
    exchange.send(describe(exchange.path("model"), all ? null : TorchApi.version(exchange)));
  }

  /**
   * A model, in a list of one.
   *
   * @param version null for the one that answers
   * @throws NoriaException NOT_FOUND when there is no such model or version
   */
  public List<Map<String, Object>> describe(String model, @Nullable Integer version) {
    Deployment known = serving.deployments().get(model);
    if (version != null) {
      serving.served(known.name(), version);
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("modelName", known.name());
    shown.put("modelVersion", known.version() == null ? "" : known.version() + ".0");
    shown.put("modelUrl", url(known));
    shown.put("runtime", "noria");
    shown.put("minWorkers", 1);
    shown.put("maxWorkers", 1);
    shown.put("batchSize", 1);
    shown.put("maxBatchDelay", 0);
    shown.put("loadedAtStartup", false);
    shown.put("workers", workers(known));
    shown.put("jobQueueStatus", TensorJson.fields("remainingCapacity", 100, "pendingRequests", 0));
    return List.of(shown);
  }

  /** Requests answer themselves, so that there is one worker: this process. */
  private static List<Map<String, Object>> workers(Deployment of) {
    Map<String, Object> worker = new LinkedHashMap<>();
    worker.put("id", "1");
    worker.put("startTime", of.updatedAt().toString());
    worker.put("status", of.version() == null ? "UNLOADING" : "READY");
    worker.put("memoryUsage", 0);
    worker.put("pid", ProcessHandle.current().pid());
    worker.put("gpu", false);
    worker.put("gpuUsage", "N/A");
    return List.of(worker);
  }

  void register(Exchange exchange) {
    status(
        exchange, register(exchange.query().require("url"), exchange.query().orNull("model_name")));
  }

  /**
   * Deploys a registered model; what was done in words.
   *
   * @param named the deployment's name; null for the model's own
   * @throws NoriaException ALREADY_EXISTS when there is one of that name
   */
  public String register(String url, @Nullable String named) {
    ModelUri uri = ModelUri.parse(url);
    String name = named == null ? uri.model() : named;
    if (serving.deployments().find(name).isPresent()) {
      throw new NoriaException(
          ErrorCode.ALREADY_EXISTS,
          "model " + TensorJson.shortened(name) + " is registered (expected: another name)");
    }
    Deployment made = serving.deployments().deploy(name, uri.model(), uri.follow());
    return "Model \""
        + name
        + "\" Version: "
        + made.version()
        + " registered with 1 initial workers";
  }

  /** There are no workers to be had more of: every request is answered by a thread of its own. */
  void scale(Exchange exchange) {
    exchange.query().number("min_worker", 1, 0, 1_000_000);
    exchange.query().number("max_worker", 1, 0, 1_000_000);
    status(exchange, scale(exchange.path("model")));
  }

  /** Says that there is nothing to scale. */
  public String scale(String model) {
    Deployment known = serving.deployments().get(model);
    return "Model \""
        + known.name()
        + "\" answers with a thread for each request; nothing to scale";
  }

  void unregister(Exchange exchange) {
    status(exchange, unregister(exchange.path("model"), TorchApi.version(exchange)));
  }

  /**
   * Deletes a deployment; what was done in words.
   *
   * @param version that must be the one that answers; null when it does not matter
   * @throws NoriaException NOT_FOUND when there is no such model or version
   */
  public String unregister(String model, @Nullable Integer version) {
    Deployment known = serving.deployments().get(model);
    if (version != null && !version.equals(known.version())) {
      throw NoriaException.notFound(
          "model "
              + known.name()
              + ": version "
              + version
              + " (there is: "
              + known.version()
              + ")");
    }
    serving.deployments().delete(known.name());
    return "Model \"" + known.name() + "\" unregistered";
  }

  void setDefault(Exchange exchange) {
    status(exchange, setDefault(exchange.path("model"), TorchApi.version(exchange)));
  }

  /**
   * Lets a deployment follow a version; what was done in words.
   *
   * @throws NoriaException INVALID_ARGUMENT without a version
   */
  public String setDefault(String model, @Nullable Integer version) {
    Deployment known = serving.deployments().get(model);
    if (version == null || version < 1) {
      throw NoriaException.invalid("version: " + version + " (expected: 1 or more)");
    }
    serving.deployments().deploy(known.name(), known.model(), Follow.version(version));
    return "Default version successfully updated for model \""
        + known.name()
        + "\" to \""
        + version
        + "\"";
  }

  private static void status(Exchange exchange, String text) {
    exchange.send(TensorJson.fields("status", text));
  }
}
