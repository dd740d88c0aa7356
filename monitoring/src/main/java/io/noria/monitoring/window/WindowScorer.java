package io.noria.monitoring.window;

import io.noria.base.NoriaException;
import io.noria.monitoring.ColumnDrift;
import io.noria.monitoring.Performance;
import io.noria.monitoring.PromotionValues;
import io.noria.monitoring.WatchSpec;
import io.noria.monitoring.Window;
import io.noria.registry.FeatureColumn;
import io.noria.serving.PredictionRows;
import io.noria.serving.Serving;
import io.noria.serving.Swap;
import io.noria.serving.Target;
import io.noria.stats.Answers;
import io.noria.stats.Metrics;
import io.noria.stats.Quantiles;
import io.noria.stats.Sample;
import io.noria.stats.Task;
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
    String metric = metric(spec, target);
    Window before = place.previous();
    Performance served =
        performance(
            place.from(),
            place.to(),
            null,
            Judged.of(rows, labels, served(model, rows, target), null),
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
      return nothing(from, to, 0, null);
    }
    String model = serving.deployments().get(deployment).model();
    double[] labels = serving.labels().join(rows);
    Target target = references.of(model, lastVersion(rows)).model().target();
    if (first) {
      Performance of = first(model, from, to, rows, labels, target);
      return of == null ? nothing(from, to, rows.size(), Metrics.usual(target.task())) : of;
    }
    return performance(
        from,
        to,
        null,
        Judged.of(rows, labels, served(model, rows, target), null),
        OptionalDouble.empty(),
        Metrics.usual(target.task()),
        null);
  }

  private static Performance nothing(Instant from, Instant to, long rows, @Nullable String metric) {
    return new Performance(from, to, null, rows, 0, Map.of(), null, null, null, null, null, metric);
  }

  /** What was answered; of many classes with the probabilities that the log does not have. */
  private Answers served(String model, PredictionRows rows, Target target) {
    double[] probabilities =
        target.task() == Task.MULTICLASS
            ? Rescored.probabilities(
                rows, target.classes().size(), version -> references.of(model, version).model())
            : new double[0];
    return Judged.served(rows, target, probabilities);
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

  /** The distribution of the score; of many classes that of the predicted ones. */
  private static ColumnDrift prediction(
      WatchSpec spec, References.Prepared reference, PredictionRows rows, int version) {
    Target target = reference.model().target();
    boolean classes = target.task() == Task.MULTICLASS;
    double[] said = classes ? rows.predicted() : rows.score();
    double[] values =
        IntStream.range(0, rows.size())
            .filter(i -> rows.version()[i] == version)
            .mapToDouble(i -> said[i])
            .toArray();
    return Drifts.compare(
        "score",
        reference.score(),
        Drifts.predictions(target, values),
        classes && spec.prediction() != null
            ? Drifts.ofCategories(spec.prediction())
            : spec.prediction());
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
    Judged judged = Judged.of(rows, labels, served(model, rows, target), version);
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
      Answers answers = Rescored.by(references.of(model, version).model(), rows);
      Judged judged = Judged.of(rows, labels, answers, null);
      String metric = Metrics.usual(target.task());
      return performance(from, to, version, judged, OptionalDouble.empty(), metric, null);
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
        value.isPresent() && before != null ? value.getAsDouble() - before : null,
        metric);
  }

  private static String metric(WatchSpec spec, Target target) {
    return spec.performance() == null ? Metrics.usual(target.task()) : spec.performance().metric();
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
