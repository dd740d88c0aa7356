package io.noria.protocols.mlflow;

import com.fasterxml.jackson.core.JsonGenerator;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.space.Space;
import io.noria.tracking.FoundRun;
import io.noria.tracking.FoundRuns;
import io.noria.tracking.RunInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer of runs/search, {@link io.noria.protocols.mlflow.wire.Runs.Some}, straight from
 * what the search found: a page of a thousand runs is a hundred thousand values.
 */
final class RunsWriter {
  /** A page of more runs is sent while it is written. */
  private static final int MOST_AT_ONCE = 2000;

  private final JsonGenerator json;
  private boolean begun;

  private RunsWriter(JsonGenerator json) {
    this.json = json;
  }

  static void send(Exchange x, FoundRuns page) {
    try {
      if (page.runs().size() > MOST_AT_ONCE) {
        try (OutputStream out = x.sendStream(200, "application/json", -1)) {
          write(out, page);
        }
      } else {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096 * (1 + page.runs().size() / 2));
        write(out, page);
        x.sendJson(200, out.toByteArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream out, FoundRuns page) throws IOException {
    try (JsonGenerator json = MlflowJson.generator(out)) {
      RunsWriter writer = new RunsWriter(json);
      json.writeStartObject();
      if (!page.runs().isEmpty()) {
        json.writeArrayFieldStart("runs");
        for (FoundRun run : page.runs()) {
          writer.run(run);
        }
        json.writeEndArray();
      }
      if (page.nextToken() != null) {
        json.writeStringField("next_page_token", page.nextToken());
      }
      json.writeEndObject();
    }
  }

  private void run(FoundRun run) throws IOException {
    json.writeStartObject();
    info(run.info());
    json.writeObjectFieldStart("data");
    list("metrics", () -> run.metrics(this::metric));
    list(
        "params",
        () -> run.params((key, utf8, from, length) -> pair("params", key, utf8, from, length)));
    list(
        "tags", () -> run.tags((key, utf8, from, length) -> pair("tags", key, utf8, from, length)));
    json.writeEndObject();
    json.writeObjectField("inputs", MlflowMapping.inputs(run.inputs(), run.modelInputs()));
    json.writeObjectField("outputs", MlflowMapping.outputs(run.outputs()));
    json.writeEndObject();
  }

  private void info(RunInfo info) throws IOException {
    @Nullable Instant ended = info.endedAt();
    json.writeObjectFieldStart("info");
    json.writeStringField("run_uuid", info.id().value());
    json.writeStringField("run_id", info.id().value());
    json.writeStringField("experiment_id", info.experiment().value());
    json.writeStringField("run_name", info.name());
    json.writeStringField("user_id", info.user());
    json.writeStringField("status", info.status().name());
    json.writeNumberField("start_time", info.startedAt().toEpochMilli());
    if (ended != null) {
      json.writeNumberField("end_time", ended.toEpochMilli());
    }
    json.writeStringField("artifact_uri", Space.uri(info.artifactUri()));
    json.writeStringField("lifecycle_stage", MlflowMapping.lifecycle(info.lifecycle()));
    json.writeEndObject();
  }

  /** A list that is left out when nothing is in it: its first entry begins it. */
  private void list(String name, Runnable entries) throws IOException {
    begun = false;
    try {
      entries.run();
    } catch (UncheckedIOException e) {
      throw new IOException(name, e.getCause());
    }
    if (begun) {
      json.writeEndArray();
    }
  }

  private void begin(String list) throws IOException {
    if (!begun) {
      begun = true;
      json.writeArrayFieldStart(list);
    }
    json.writeStartObject();
  }

  private void metric(String key, double value, long timeMillis, long step) {
    try {
      begin("metrics");
      json.writeStringField("key", key);
      if (Double.isNaN(value)) {
        json.writeStringField("value", "NaN");
      } else {
        json.writeNumberField("value", MlflowMapping.finite(value));
      }
      json.writeNumberField("timestamp", timeMillis);
      json.writeNumberField("step", step);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pair(String list, String key, byte[] utf8, int from, int length) {
    try {
      begin(list);
      json.writeStringField("key", key);
      json.writeFieldName("value");
      json.writeUTF8String(utf8, from, length);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
