package io.noria.protocols.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.noria.base.Ref;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.WireJson;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.FoundRun;
import io.noria.tracking.FoundRuns;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page of runs in the form of {@link RunWire}, straight from what the search found: a page
 * of thousands of runs is millions of values.
 */
final class RunJson {
  /** A page of more runs is sent while it is written. */
  private static final int MOST_AT_ONCE = 2000;

  /**
   * What the runs' own records do not say.
   *
   * @param experiments names of experiments
   * @param children how many runs are nested in a run
   * @param produced what a run made
   */
  record Around(
      Map<ExperimentId, String> experiments,
      Map<RunId, Integer> children,
      Map<RunId, List<Ref>> produced) {}

  private final JsonGenerator json;
  private final RunProjection columns;
  private final Around around;
  private long shownMillis = Long.MIN_VALUE;
  private String shownTime = "";
  private @Nullable String source;
  private @Nullable String commit;

  private RunJson(JsonGenerator json, RunProjection columns, Around around) {
    this.json = json;
    this.columns = columns;
    this.around = around;
  }

  /**
   * Answers with a page.
   *
   * @param list what the page calls its runs
   */
  static void send(Exchange x, String list, FoundRuns page, RunProjection columns, Around around) {
    try {
      if (page.runs().size() > MOST_AT_ONCE) {
        try (OutputStream out = x.sendStream(200, "application/json", -1)) {
          write(out, list, page, columns, around);
        }
      } else {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024 * (1 + page.runs().size()));
        write(out, list, page, columns, around);
        x.setHeader("Cache-Control", "no-store");
        x.sendJson(200, out.toByteArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(
      OutputStream out, String list, FoundRuns page, RunProjection columns, Around around)
      throws IOException {
    try (JsonGenerator json = WireJson.factory().createGenerator(out)) {
      RunJson writer = new RunJson(json, columns, around);
      json.writeStartObject();
      json.writeArrayFieldStart(list);
      for (FoundRun run : page.runs()) {
        writer.run(run);
      }
      json.writeEndArray();
      writer.optional("next_page_token", page.nextToken());
      if (page.total() >= 0) {
        json.writeNumberField("total", page.total());
      }
      json.writeEndObject();
    }
  }

  private void run(FoundRun run) throws IOException {
    RunInfo info = run.info();
    Instant ended = info.endedAt();
    Instant eventTime = info.eventTime();
    RunId parent = info.parent();
    source = null;
    commit = null;
    json.writeStartObject();
    json.writeStringField("ref", info.id().ref().toString());
    json.writeStringField("id", info.id().value());
    json.writeStringField("name", info.name());
    json.writeStringField("experiment_id", info.experiment().value());
    json.writeStringField(
        "experiment_name", around.experiments().getOrDefault(info.experiment(), ""));
    json.writeStringField("status", info.status().name());
    json.writeStringField("lifecycle", Shown.lower(info.lifecycle()));
    json.writeStringField("user", info.user());
    json.writeStringField("started_at", info.startedAt().toString());
    optional("ended_at", ended == null ? null : ended.toString());
    optional("event_time", eventTime == null ? null : eventTime.toString());
    if (ended != null) {
      json.writeNumberField("duration_s", Shown.seconds(Duration.between(info.startedAt(), ended)));
    }
    optional("parent", parent == null ? null : parent.value());
    json.writeNumberField("children", around.children().getOrDefault(info.id(), 0));
    params(run);
    tags(run);
    optional("source", source);
    optional("commit", commit);
    metrics(run);
    inputs(run);
    json.writeArrayFieldStart("produced");
    for (Ref ref : around.produced().getOrDefault(info.id(), List.of())) {
      json.writeString(ref.toString());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void params(FoundRun run) throws IOException {
    json.writeObjectFieldStart("params");
    run.params((key, utf8, from, length) -> {
      if (columns.params().test(key)) {
        text(key, utf8, from, length);
      }
    });
    json.writeEndObject();
  }

  private void tags(FoundRun run) throws IOException {
    json.writeObjectFieldStart("tags");
    run.tags((key, utf8, from, length) -> {
      if (key.equals(RunWire.SOURCE)) {
        source = new String(utf8, from, length, java.nio.charset.StandardCharsets.UTF_8);
      } else if (key.equals(RunWire.COMMIT)) {
        commit = new String(utf8, from, length, java.nio.charset.StandardCharsets.UTF_8);
      }
      if (columns.tags().test(key)) {
        text(key, utf8, from, length);
      }
    });
    json.writeEndObject();
  }

  private void text(String key, byte[] utf8, int from, int length) {
    try {
      json.writeFieldName(key);
      json.writeUTF8String(utf8, from, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void metrics(FoundRun run) throws IOException {
    json.writeObjectFieldStart("metrics");
    run.metrics((key, value, timeMillis, step) -> {
      if (columns.metrics().test(key)) {
        metric(key, value, timeMillis, step);
      }
    });
    json.writeEndObject();
  }

  private void metric(String key, double value, long timeMillis, long step) {
    try {
      json.writeObjectFieldStart(key);
      if (Double.isFinite(value)) {
        json.writeNumberField("value", value);
      } else {
        json.writeStringField("value_text", Double.toString(value));
      }
      json.writeNumberField("step", step);
      if (timeMillis != shownMillis) {
        // A run's metrics are mostly of the same moment.
        shownMillis = timeMillis;
        shownTime = Instant.ofEpochMilli(timeMillis).toString();
      }
      json.writeStringField("at", shownTime);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void inputs(FoundRun run) throws IOException {
    json.writeArrayFieldStart("inputs");
    for (DatasetInput input : run.inputs()) {
      Ref version = input.version();
      json.writeStartObject();
      optional("ref", version == null ? null : version.toString());
      json.writeStringField("name", input.name());
      json.writeStringField("digest", input.digest());
      optional("context", input.tags().get(DatasetInput.CONTEXT));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void optional(String field, @Nullable String value) throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }
}
