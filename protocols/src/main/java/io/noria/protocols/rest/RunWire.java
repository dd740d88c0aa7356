package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.Metric;
import io.noria.tracking.Run;
import io.noria.tracking.RunInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run on the wire. */
record RunWire(
    Ref ref,
    String id,
    String name,
    String experimentId,
    String experimentName,
    String status,
    String lifecycle,
    String user,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant eventTime,
    @Nullable Double durationS,
    @Nullable String parent,
    int children,
    @Nullable String source,
    @Nullable String commit,
    Map<String, String> params,
    Map<String, String> tags,
    Map<String, LatestWire> metrics,
    List<InputWire> inputs,
    List<Ref> produced) {
  static final String SOURCE = "mlflow.source.name";
  static final String COMMIT = "mlflow.source.git.commit";

  /** A metric's latest point. */
  record LatestWire(@Nullable Double value, @Nullable String valueText, long step, Instant at) {
    static LatestWire of(Metric metric) {
      boolean finite = Double.isFinite(metric.value());
      return new LatestWire(
          finite ? (Double) metric.value() : null,
          finite ? null : Double.toString(metric.value()),
          metric.step(),
          metric.timestamp());
    }
  }

  /** A dataset that the run read. */
  record InputWire(@Nullable Ref ref, String name, String digest, @Nullable String context) {
    static InputWire of(DatasetInput input) {
      return new InputWire(
          input.version(), input.name(), input.digest(), input.tags().get(DatasetInput.CONTEXT));
    }
  }

  static RunWire of(Run run, String experimentName, int children, List<Ref> produced) {
    RunInfo info = run.info();
    Map<String, LatestWire> metrics = new TreeMap<>();
    run.data().metrics().forEach(metric -> metrics.put(metric.key(), LatestWire.of(metric)));
    Map<String, String> tags = run.data().tags();
    Instant ended = info.endedAt();
    return new RunWire(
        run.id().ref(),
        run.id().value(),
        info.name(),
        info.experiment().value(),
        experimentName,
        info.status().name(),
        Shown.lower(info.lifecycle()),
        info.user(),
        info.startedAt(),
        ended,
        info.eventTime(),
        ended == null ? null : Shown.seconds(Duration.between(info.startedAt(), ended)),
        info.parent() == null ? null : info.parent().value(),
        children,
        tags.get(SOURCE),
        tags.get(COMMIT),
        run.data().params(),
        tags,
        metrics,
        run.inputs().stream().map(InputWire::of).toList(),
        produced);
  }
}
