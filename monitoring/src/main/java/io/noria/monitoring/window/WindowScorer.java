package io.noria.monitoring.window;

import io.noria.base.NoriaException;
import io.noria.monitoring.ColumnDrift;
import io.noria.monitoring.Performance;
import io.noria.monitoring.PromotionValues;
import io.noria.monitoring.WatchSpec;
import io.noria.monitoring.Window;
import io.noria.registry.FeatureColumn;
import io.noria.serving.PredictionRows;
import io.noria.serving.ScoredModel;
import io.noria.serving.Serving;
import io.noria.serving.Swap;
import io.noria.serving.Target;
import io.noria.serving.Values;
import io.noria.stats.Quantiles;
import io.noria.stats.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Computes windows from the prediction log, the labels and the versions' references. */
public final class WindowScorer {
  private static final Logger LOG = LoggerFactory.getLogger(WindowScorer.class);
  private static final String DEFAULT_METRIC = "auc";

  private final Serving serving;
  private final PromotionValues promotions;
  private final References references;

  /** Reads through serving; the values at promotion come through the port. */
  public WindowScorer(Serving serving, PromotionValues promotions) {
    this.serving = serving;
    this.promotions = promotions;
    this.references = new References(serving.models());
  }

  /**
   * Where a window stands.
   *
   * @param id of the window to be
   * @param from start, inclusive
   * @param to end, exclusive
   * @param recordedAt when it is written down
   * @param previous the window before; null for the first
   * @param errors requests that failed since then
   */
  public record Place(
      String id,
      Instant from,
      Instant to,
      Instant recordedAt,
      @Nullable Window previous,
      long errors) {}

  /** Scores the window; empty when nothing was predicted in it. */
  public Optional<Window> score(WatchSpec spec, Place place) {
    PredictionRows rows = serving.predictions().rows(spec.deployment(), place.from(), place.to());
    if (rows.size() == 0) {
      return Optional.empty();
    }
    String model = serving.deployments().get(spec.deployment()).model();
    int version = lastVersion(rows);
    References.Prepared reference = references.of(model, version);
    Instant closing = place.to().plus(spec.labelDelay());
    double[] labels = serving.labels().join(rows, closing);
    Target target = reference.model().target();
    String metric = metric(spec);
    Window before = place.previous();
    Performance served =
        performance(
            place.from(),
            place.to(),
            null,
            Judged.served(rows, labels, target, null),
            OptionalDouble.empty(),
            metric,
            before == null ? null : before.served());
    return Optional.of(
        new Window(
            place.id(),
            spec.deployment(),
            model,
            version,
            place.from(),
            place.to(),
            closing,
            place.recordedAt(),
            rows.size(),
            byVersion(rows),
            features(spec, reference, rows),
            prediction(spec, reference, rows, version),
            served,
            spec.compareFirst()
                ? first(model, place.from(), place.to(), rows, labels, target)
                : null,
            watched(spec, model, version, place, target),
            system(rows, place)));
  }

  /** Performance of any stretch; see {@code Monitoring.performance}. */
  public Performance performance(String deployment, Instant from, Instant to, boolean first) {
    PredictionRows rows = serving.predictions().rows(deployment, from, to);
    if (rows.size() == 0) {
      return new Performance(from, to, null, 0, 0, Map.of(), null, null, null, null, null);
    }
    String model = serving.deployments().get(deployment).model();
    double[] labels = serving.labels().join(rows);
    Target target = references.of(model, lastVersion(rows)).model().target();
    if (first) {
      Performance of = first(model, from, to, rows, labels, target);
      return of == null
          ? new Performance(from, to, null, rows.size(), 0, Map.of(), null, null, null, null, null)
          : of;
    }
    return performance(
        from,
        to,
        null,
        Judged.served(rows, labels, target, null),
        OptionalDouble.empty(),
        DEFAULT_METRIC,
        null);
  }

  private List<ColumnDrift> features(
      WatchSpec spec, References.Prepared reference, PredictionRows rows) {
    List<ColumnDrift> drifts = new ArrayList<>();
    for (FeatureColumn input : reference.model().inputs()) {
      Sample expected = reference.features().get(input.name());
      int at = rows.features().indexOf(input.name());
      if (expected != null && at >= 0) {
        Sample current = Drifts.sample(input.type(), rows.values().get(at));
        drifts.add(Drifts.compare(input.name(), expected, current, spec.features()));
      }
    }
    return drifts;
  }

  private static ColumnDrift prediction(
      WatchSpec spec, References.Prepared reference, PredictionRows rows, int version) {
    double[] scores =
        IntStream.range(0, rows.size())
            .filter(i -> rows.version()[i] == version)
            .mapToDouble(i -> rows.score()[i])
            .toArray();
    return Drifts.compare("score", reference.score(), Sample.numbers(scores), spec.prediction());
  }

  private @Nullable Performance watched(
      WatchSpec spec, String model, int version, Place place, Target target) {
    WatchSpec.PerformanceWatch watch = spec.performance();
    if (watch == null) {
      return null;
    }
    Instant from = place.to().minus(watch.over());
    PredictionRows rows = serving.predictions().rows(spec.deployment(), from, place.to());
    Instant closing = place.to().plus(spec.labelDelay());
    double[] labels = serving.labels().join(rows, closing);
    Judged judged = Judged.served(rows, labels, target, version);
    Window before = place.previous();
    Performance previous = before == null || before.version() != version ? null : before.watched();
    return performance(
        from,
        place.to(),
        version,
        judged,
        promotions.atPromotion(model, version, watch.metric()),
        watch.metric(),
        previous);
  }

  private @Nullable Performance first(
      String model, Instant from, Instant to, PredictionRows rows, double[] labels, Target target) {
    List<Swap> swaps = serving.deployments().history(rows.deployment());
    int version = swaps.isEmpty() ? lastVersion(rows) : swaps.getLast().version();
    try {
      ScoredModel scored = references.of(model, version).model();
      List<Values> columns =
          scored.inputs().stream().map(input -> rows.values(input.name())).toList();
      Judged judged = Judged.rescored(rows, labels, scored.score(columns), target);
      return performance(from, to, version, judged, OptionalDouble.empty(), DEFAULT_METRIC, null);
    } catch (NoriaException | IllegalArgumentException e) {
      // The first version may be deleted, or take columns that are no longer served.
      LOG.warn("first-version not-scored model={} version={} why={}", model, version, e.toString());
      return null;
    }
  }

  private static Performance performance(
      Instant from,
      Instant to,
      @Nullable Integer version,
      Judged judged,
      OptionalDouble atPromotion,
      String metric,
      @Nullable Performance previous) {
    OptionalDouble value = judged.value(metric);
    Double before = previous == null ? null : previous.metrics().get(metric);
    return new Performance(
        from,
        to,
        version,
        judged.rows(),
        judged.labelled(),
        judged.metrics(),
        judged.interval() == null ? null : judged.interval().low(),
        judged.interval() == null ? null : judged.interval().high(),
        atPromotion.isPresent() ? atPromotion.getAsDouble() : null,
        value.isPresent() && atPromotion.isPresent()
            ? value.getAsDouble() - atPromotion.getAsDouble()
            : null,
        value.isPresent() && before != null ? value.getAsDouble() - before : null);
  }

  private static String metric(WatchSpec spec) {
    return spec.performance() == null ? DEFAULT_METRIC : spec.performance().metric();
  }

  private static int lastVersion(PredictionRows rows) {
    long newest = Arrays.stream(rows.eventMs()).max().orElseThrow();
    return IntStream.range(0, rows.size())
        .filter(i -> rows.eventMs()[i] == newest)
        .map(i -> rows.version()[i])
        .max()
        .orElseThrow();
  }

  private static Map<Integer, Long> byVersion(PredictionRows rows) {
    Map<Integer, Long> counts = new TreeMap<>();
    for (int version : rows.version()) {
      counts.merge(version, 1L, Long::sum);
    }
    return counts;
  }

  private static Window.SystemFigures system(PredictionRows rows, Place place) {
    double[] millis = Arrays.stream(rows.latencyNanos()).mapToDouble(n -> n / 1e6).toArray();
    Arrays.sort(millis);
    double seconds = place.to().getEpochSecond() - place.from().getEpochSecond();
    return new Window.SystemFigures(
        Quantiles.ofSorted(millis, 0.5),
        Quantiles.ofSorted(millis, 0.99),
        rows.size() / seconds,
        place.errors());
  }
}
