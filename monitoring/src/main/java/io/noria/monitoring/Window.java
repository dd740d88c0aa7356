package io.noria.monitoring;

import io.noria.base.Ref;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a deployment's event time, scored.
 *
 * @param id a UUIDv7
 * @param deployment the deployment's name
 * @param model the model it served
 * @param version the version that answered last in the window; its reference is what drift is
 *     measured against
 * @param from start, inclusive
 * @param to end, exclusive
 * @param closedAt event time at which its labels were due and it was scored
 * @param recordedAt when it was written down
 * @param rows predictions in it
 * @param rowsByVersion predictions by the version that answered
 * @param features one entry per feature, in the signature's order
 * @param prediction the score's distribution, of the rows that {@code version} answered
 * @param served performance of the window's own rows, as answered
 * @param first performance of the first version that ever served, on the same rows; null when not
 *     asked for
 * @param watched performance over the watch's longer stretch, of the rows that {@code version}
 *     answered; null when performance is not watched
 * @param system latency and load of the window
 */
public record Window(
    String id,
    String deployment,
    String model,
    int version,
    Instant from,
    Instant to,
    Instant closedAt,
    Instant recordedAt,
    long rows,
    Map<Integer, Long> rowsByVersion,
    List<ColumnDrift> features,
    @Nullable ColumnDrift prediction,
    Performance served,
    @Nullable Performance first,
    @Nullable Performance watched,
    SystemFigures system) {
  /** Copies. */
  public Window {
    rowsByVersion = Map.copyOf(rowsByVersion);
    features = List.copyOf(features);
  }

  /** Its address. */
  public Ref ref() {
    return Ref.of(Ref.Kind.WINDOW, deployment + "/" + id);
  }

  /** How many features the watch found drifted. */
  public long driftedFeatures() {
    return features.stream().filter(ColumnDrift::drifted).count();
  }

  /**
   * What answering cost.
   *
   * @param p50Millis median time to answer, in milliseconds; null when nothing was measured
   * @param p99Millis 99th percentile
   * @param perSecond predictions per second of event time
   * @param errors answers that failed, as far as serving counted them in this window
   */
  public record SystemFigures(
      @Nullable Double p50Millis, @Nullable Double p99Millis, double perSecond, long errors) {}
}
