package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.WireJson;
import io.noria.protocols.mlflow.wire.Runs;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.tracking.Limits;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How clients before version 3 say that a run logged a model: a list in a tag of the run. A tag
 * holds 8000 characters, so the oldest models make room for the newest.
 */
final class LogModelCall {
  private static final String TAG = "mlflow.log-model.history";
  private static final List<String> NEEDED =
      List.of("artifact_path", "flavors", "utc_time_created", "run_id");
  private static final List<String> KEPT =
      List.of("run_id", "utc_time_created", "artifact_path", "model_uuid");

  private final RunStore runs;

  /** Reading, adding and writing must not interleave. */
  private final ReentrantLock lock = new ReentrantLock();

  LogModelCall(RunStore runs) {
    this.runs = runs;
  }

  void addTo(MlflowRoutes routes) {
    routes.post("runs/log-model", this::log);
  }

  private void log(Exchange x) {
    Runs.LogModel asked = MlflowJson.read(x, Runs.LogModel.class);
    RunId run = new RunId(required("run_id", asked.runId()));
    JsonNode model = model(required("model_json", asked.modelJson()));
    lock.lock();
    try {
      String before = orEmpty(runs.get(run).data().tags().get(TAG));
      runs.log(run, RunData.ofTags(Map.of(TAG, added(before, kept(model)))));
    } finally {
      lock.unlock();
    }
    MlflowJson.send(x, new Shared.Empty());
  }

  private static JsonNode model(String text) {
    JsonNode model;
    try {
      model = WireJson.tree(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoriaException e) {
      throw NoriaException.invalid("model_json: " + e.getMessage());
    }
    for (String field : NEEDED) {
      if (!model.has(field)) {
        throw NoriaException.invalid(
            "model_json: '"
                + Limits.shown(text)
                + "' has no "
                + field
                + " (expected: "
                + NEEDED
                + ")");
      }
    }
    return model;
  }

  /** What the tag says of a model: not its signature and not its flavors' own configurations. */
  private static ObjectNode kept(JsonNode model) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (String field : KEPT) {
      if (model.has(field)) {
        kept.set(field, model.get(field));
      }
    }
    ObjectNode flavors = kept.putObject("flavors");
    for (Map.Entry<String, JsonNode> flavor : model.get("flavors").properties()) {
      JsonNode config = flavor.getValue();
      if (config instanceof ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("config");
        config = copy;
      }
      flavors.set(flavor.getKey(), config);
    }
    return kept;
  }

  private static String added(String before, ObjectNode model) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    if (!before.isEmpty()) {
      JsonNode there = WireJson.tree(before.getBytes(StandardCharsets.UTF_8));
      there.forEach(list::add);
    }
    list.add(model);
    String text = list.toString();
    while (text.length() > Limits.RUN_TAG_VALUE && list.size() > 1) {
      list.remove(0);
      text = list.toString();
    }
    if (text.length() > Limits.RUN_TAG_VALUE) {
      throw NoriaException.invalid(
          "model_json: " + text.length() + " characters (expected: at most 8000)");
    }
    return text;
  }
}
