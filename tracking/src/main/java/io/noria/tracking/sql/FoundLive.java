package io.noria.tracking.sql;

import io.noria.tracking.DatasetInput;
import io.noria.tracking.FoundRun;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.ModelOutput;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.RunInfo;
import io.noria.tracking.live.HeldRun;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run from memory, with what it read, used and made from the tables. */
record FoundLive(HeldRun held, RunRows.Related related) implements FoundRun {
  @Override
  public RunInfo info() {
    return held.info();
  }

  @Override
  public void metrics(MetricSink sink) {
    held.metrics(sink);
  }

  @Override
  public void params(TextSink sink) {
    held.params(sink);
  }

  @Override
  public void tags(TextSink sink) {
    held.tags(sink);
  }

  @Override
  public List<DatasetInput> inputs() {
    return related.inputs();
  }

  @Override
  public List<LoggedModelId> modelInputs() {
    return related.modelInputs();
  }

  @Override
  public List<ModelOutput> outputs() {
    return related.outputs();
  }

  @Override
  public Run run() {
    List<Metric> metrics = new ArrayList<>();
    Map<String, String> params = new TreeMap<>();
    Map<String, String> tags = new TreeMap<>();
    held.metrics((key, value, time, step) ->
        metrics.add(new Metric(key, value, Instant.ofEpochMilli(time), step)));
    held.params((key, utf8, from, length) -> params.put(key, text(utf8, from, length)));
    held.tags((key, utf8, from, length) -> tags.put(key, text(utf8, from, length)));
    return new Run(info(), new RunData(metrics, params, tags), inputs(), modelInputs(), outputs());
  }

  private static String text(byte[] utf8, int from, int length) {
    return new String(utf8, from, length, StandardCharsets.UTF_8);
  }
}
