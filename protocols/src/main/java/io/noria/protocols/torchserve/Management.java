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

/** The deployments as TorchServe's management API shows and changes them. */
final class Management {
  private final Serving serving;

  Management(Serving serving) {
    this.serving = serving;
  }

  void list(Exchange exchange) {
    int limit = exchange.query().number("limit", 100, 1, 1000);
    int from = exchange.query().number("next_page_token", 0, 0, Integer.MAX_VALUE);
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
    exchange.send(page);
  }

  private static String url(Deployment each) {
    return each.version() == null
        ? "models:/" + each.model()
        : "models:/" + each.model() + "/" + each.version();
  }

  void describe(Exchange exchange) {
    Deployment known = serving.deployments().get(exchange.path("model"));
    boolean all =
        exchange.route().pattern().contains("{version}") && exchange.path("version").equals("all");
    Integer version = all ? null : TorchApi.version(exchange);
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
    shown.put("jobQueueStatus", Map.of("remainingCapacity", 100, "pendingRequests", 0));
    exchange.send(List.of(shown));
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
    ModelUri uri = ModelUri.parse(exchange.query().require("url"));
    String named = exchange.query().orNull("model_name");
    String name = named == null ? uri.model() : named;
    if (serving.deployments().find(name).isPresent()) {
      throw new NoriaException(
          ErrorCode.ALREADY_EXISTS,
          "model " + TensorJson.shortened(name) + " is registered (expected: another name)");
    }
    Deployment made = serving.deployments().deploy(name, uri.model(), uri.follow());
    status(
        exchange,
        "Model \"" + name + "\" Version: " + made.version() + " registered with 1 initial workers");
  }

  /** There are no workers to be had more of: every request is answered by a thread of its own. */
  void scale(Exchange exchange) {
    Deployment known = serving.deployments().get(exchange.path("model"));
    exchange.query().number("min_worker", 1, 0, 1_000_000);
    exchange.query().number("max_worker", 1, 0, 1_000_000);
    status(
        exchange,
        "Model \"" + known.name() + "\" answers with a thread for each request; nothing to scale");
  }

  void unregister(Exchange exchange) {
    Deployment known = serving.deployments().get(exchange.path("model"));
    Integer version = TorchApi.version(exchange);
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
    status(exchange, "Model \"" + known.name() + "\" unregistered");
  }

  void setDefault(Exchange exchange) {
    Deployment known = serving.deployments().get(exchange.path("model"));
    Integer version = TorchApi.version(exchange);
    if (version == null || version < 1) {
      throw NoriaException.invalid("version: " + version + " (expected: 1 or more)");
    }
    serving.deployments().deploy(known.name(), known.model(), Follow.version(version));
    status(
        exchange,
        "Default version successfully updated for model \""
            + known.name()
            + "\" to \""
            + version
            + "\"");
  }

  private static void status(Exchange exchange, String text) {
    exchange.send(Map.of("status", text));
  }
}
