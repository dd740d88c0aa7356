package io.noria.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.Map;

/**
 * MLflow's own routes, as MLflow's clients call them: messages with MLflow's names. Thread-safe.
 * Refusals are {@link io.noria.base.NoriaException}s with MLflow's message.
 */
public final class MlflowRoutes {
  private final NoriaClient client;

  MlflowRoutes(NoriaClient client) {
    this.client = client;
  }

  /**
   * The answer of a GET.
   *
   * @param path from the server's root, with its query: {@code /api/2.0/mlflow/runs/get?run_id=…}
   */
  public JsonNode get(String path) {
    return client.getAt(path);
  }

  /** The answer of a POST of the message. */
  public JsonNode post(String path, Map<String, ?> message) {
    return client.postAt(path, message);
  }

  /** A file's bytes as they come; close them. */
  public InputStream open(String path) {
    return client.streamAt(path).body();
  }
}
