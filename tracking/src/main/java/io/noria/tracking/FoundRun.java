package io.noria.tracking;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A run as a search found it, read in place: thousands of them are written to the wire without
 * making a record of every value. Immutable.
 */
public interface FoundRun {
  /** Who, when, how. */
  RunInfo info();

  /** Tells every metric's latest point, sorted by key. */
  void metrics(MetricSink sink);

  /** Tells every param, sorted by key. */
  void params(TextSink sink);

  /** Tells every tag, sorted by key. */
  void tags(TextSink sink);

  /** The datasets it read, in the order logged. */
  List<DatasetInput> inputs();

  /** The models it used, in the order logged. */
  List<LoggedModelId> modelInputs();

  /** The models it logged, in the order logged. */
  List<ModelOutput> outputs();

  /** All of it as a record. */
  Run run();

  /** Takes a metric's latest point. */
  @FunctionalInterface
  interface MetricSink {
    /**
     * One point.
     *
     * @param timeMillis when it was measured, in milliseconds since the epoch
     */
    void metric(String key, double value, long timeMillis, long step);
  }

  /** Takes a text value. */
  @FunctionalInterface
  interface TextSink {
    /** A key's value: UTF-8 bytes that are not to be changed. */
    void text(String key, byte[] utf8, int from, int length);
  }

  /** A run that was read as a record. */
  record Loaded(Run run) implements FoundRun {
    @Override
    public RunInfo info() {
      return run.info();
    }

    @Override
    public void metrics(MetricSink sink) {
      for (Metric metric : run.data().metrics()) {
        sink.metric(metric.key(), metric.value(), metric.timestamp().toEpochMilli(), metric.step());
      }
    }

    @Override
    public void params(TextSink sink) {
      run.data().params().forEach((key, value) -> tell(sink, key, value));
    }

    @Override
    public void tags(TextSink sink) {
      run.data().tags().forEach((key, value) -> tell(sink, key, value));
    }

    private static void tell(TextSink sink, String key, String value) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      sink.text(key, utf8, 0, utf8.length);
    }

    @Override
    public List<DatasetInput> inputs() {
      return run.inputs();
    }

    @Override
    public List<LoggedModelId> modelInputs() {
      return run.modelInputs();
    }

    @Override
    public List<ModelOutput> outputs() {
      return run.outputs();
    }
  }
}
