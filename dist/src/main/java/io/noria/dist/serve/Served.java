package io.noria.dist.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that answers.
 *
 * @param url the server's
 * @param deployment as the REST API describes it in detail
 * @param changed whether anything is otherwise than before
 * @param run where the files were logged just now; null when they were there
 */
record Served(String url, JsonNode deployment, boolean changed, @Nullable String run) {
  private String name() {
    return deployment.path("name").asText();
  }

  private String predict() {
    return url + "/deployments/" + name() + "/predict";
  }

  /** Says so: where it answers, how to ask it, and what else it speaks. */
  void print(PrintStream out) {
    JsonNode version = deployment.path("version");
    out.println(
        name()
            + (changed ? " answers at " : " answers already at ")
            + predict()
            + " ("
            + deployment.path("model").asText()
            + (version.isNumber() ? " version " + version.asInt() : "")
            + (deployment.hasNonNull("platform") ? ", " + deployment.path("platform").asText() : "")
            + (deployment.path("follows").asText().startsWith("version:")
                ? ""
                : ", follows " + deployment.path("follows").asText())
            + ")");
    String curl = CurlLine.of(url, deployment);
    if (!curl.isEmpty()) {
      out.println(curl);
    }
    out.println(
        "gRPC (Open Inference Protocol) answers on the same port under the model name "
            + name()
            + "; other servers' dialects: docs/serving/dialects.md");
    out.flush();
  }

  /** The same as a record. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("deployment", name());
    json.set("model", deployment.path("model"));
    json.set("version", deployment.path("version"));
    json.set("follows", deployment.path("follows"));
    if (deployment.hasNonNull("platform")) {
      json.set("platform", deployment.path("platform"));
    }
    json.put("changed", changed);
    if (run != null) {
      json.put("run", run);
    }
    json.put("url", url);
    json.put("predict", predict());
    json.put("curl", CurlLine.of(url, deployment));
    return json;
  }
}
