package io.noria.dist.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import io.noria.dist.ProgressLine;
import io.noria.serving.BatchProgress;
import io.noria.serving.BatchRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A batch that a server does, watched from here. */
final class RemoteBatch {
  private static final long LOOK_MILLIS = 300;

  private final NoriaClient client;
  private final boolean asJson;

  RemoteBatch(NoriaClient client, boolean asJson) {
    this.client = client;
    this.asJson = asJson;
  }

  /** Asks for it. */
  JsonNode submit(BatchRequest request) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", request.model());
    body.put("in", request.in());
    body.put("out", request.out());
    if (request.inFormat() != null) {
      body.put("in_format", request.inFormat());
    }
    if (request.format() != null) {
      body.put("format", request.format());
    }
    body.put("only_predictions", request.onlyPredictions());
    body.put("probabilities", request.probabilities());
    body.put("on_error", request.nullOnError() ? "null" : "error");
    body.put("reason", "noria predict");
    return client.post("/batch-predictions", body);
  }

  /** Waits until it is over. */
  JsonNode await(JsonNode submitted) {
    String id = submitted.path("id").asText();
    long began = System.nanoTime();
    JsonNode batch = submitted;
    try (ProgressLine line = ProgressLine.onTerminal(asJson)) {
      while (List.of("PENDING", "RUNNING").contains(batch.path("status").asText())) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        batch = client.get("/batch-predictions/" + NoriaClient.segment(id));
        BatchProgress far = far(batch.path("progress"));
        line.at(Far.text(far, System.nanoTime() - began), far.rows(), Far.all(far));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(
          ErrorCode.ABORTED, "no longer watched; the server goes on with batch " + id, e);
    }
    if (!batch.path("status").asText().equals("SUCCEEDED")) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "batch %s %s%s"
              .formatted(
                  id,
                  batch.path("status").asText(),
                  batch.hasNonNull("error") ? ": " + batch.path("error").asText() : ""));
    }
    return batch;
  }

  private static BatchProgress far(JsonNode progress) {
    return new BatchProgress(
        progress.path("files").asInt(),
        progress.path("files_done").asInt(),
        progress.path("bytes").asLong(),
        progress.path("bytes_done").asLong(),
        progress.path("rows").asLong(),
        progress.path("rows_kept").asLong(),
        progress.path("nulls").asLong());
  }
}
