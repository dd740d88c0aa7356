package io.noria.monitoring.window;

import io.noria.monitoring.ColumnDrift;
import io.noria.monitoring.WatchSpec;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Target;
import io.noria.serving.Values;
import io.noria.stats.ChiSquare;
import io.noria.stats.ColumnType;
import io.noria.stats.DriftScore;
import io.noria.stats.DriftTest;
import io.noria.stats.DriftTests;
import io.noria.stats.Histogram;
import io.noria.stats.KolmogorovSmirnov;
import io.noria.stats.Psi;
import io.noria.stats.Sample;
import io.noria.stats.Task;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Compares columns of a window with those of a reference. */
public final class Drifts {
  private static final int BINS = 30;
  private static final DriftTest PSI = new Psi();
  private static final DriftTest KS = new KolmogorovSmirnov();
  private static final DriftTest CHI_SQUARE = new ChiSquare();

  private Drifts() {}

  /** A feature's values as its type has them compared: booleans and texts are categories. */
  public static Sample sample(FeatureColumn.Type type, Values values) {
    return switch (values) {
      case Values.Texts texts -> Sample.categories(texts.texts(), texts.codes());
      case Values.Numbers numbers ->
          switch (type) {
            case DOUBLE, STRING -> Sample.numbers(numbers.values());
            case LONG -> Sample.integers(numbers.values());
            case BOOLEAN ->
                Sample.categories(
                    List.of("false", "true"),
                    Arrays.stream(numbers.values())
                        .mapToInt(value -> Double.isNaN(value) ? -1 : value == 0 ? 0 : 1)
                        .toArray());
          };
    };
  }

  /** Answers as they are compared: those of many classes, given by their places, as categories. */
  public static Sample predictions(Target target, double[] values) {
    if (target.task() != Task.MULTICLASS) {
      return Sample.numbers(values);
    }
    int classes = target.classes().size();
    return Sample.categories(
        target.classes(),
        Arrays.stream(values).mapToInt(v -> v >= 0 && v < classes ? (int) v : -1).toArray());
  }

  /** The watch as it is meant for categories: where a test is of numbers only, chi-square's p. */
  static WatchSpec.DriftWatch ofCategories(WatchSpec.DriftWatch watch) {
    Double belowP = watch.belowP();
    return belowP == null || DriftTests.named(watch.test()).appliesTo(ColumnType.CATEGORICAL)
        ? watch
        : WatchSpec.DriftWatch.belowP(CHI_SQUARE.name(), belowP);
  }

  /** Compares one column. */
  public static ColumnDrift compare(
      String column, Sample reference, Sample current, WatchSpec.@Nullable DriftWatch watch) {
    DriftScore psi = PSI.score(reference, current);
    DriftScore ks = KS.score(reference, current);
    DriftScore chiSquare =
        reference.type() == ColumnType.CATEGORICAL
            ? CHI_SQUARE.score(reference, current)
            : new DriftScore.NotApplicable("numbers");
    boolean comparable = reference.type() == current.type();
    Histogram histogram =
        comparable
            ? Histogram.shared(reference, current, BINS)
            : new Histogram(List.of(), List.of(), List.of(), List.of());
    Watched watched =
        watch == null
            ? Watched.NOT
            : watched(
                watch,
                switch (watch.test()) {
                  case "psi" -> psi;
                  case "ks" -> ks;
                  default -> DriftTests.named(watch.test()).score(reference, current);
                });
    return new ColumnDrift(
        column,
        reference.type() == ColumnType.NUMERIC,
        statistic(psi),
        statistic(ks),
        p(ks),
        statistic(chiSquare),
        p(chiSquare),
        reference.size() + reference.missing(),
        current.size() + current.missing(),
        reference.missing(),
        current.missing(),
        histogram.edges(),
        histogram.categories(),
        histogram.reference(),
        histogram.current(),
        watch == null ? null : watch.test(),
        watched.value,
        watched.threshold,
        watched.drifted);
  }

  private record Watched(@Nullable Double value, @Nullable Double threshold, boolean drifted) {
    static final Watched NOT = new Watched(null, null, false);
  }

  private static Watched watched(WatchSpec.DriftWatch watch, DriftScore score) {
    if (!(score instanceof DriftScore.Scored scored)) {
      return Watched.NOT;
    }
    if (watch.above() != null) {
      double value = scored.statistic();
      // An infinite statistic has no place in JSON; the largest number says the same.
      return new Watched(Math.min(value, Double.MAX_VALUE), watch.above(), value >= watch.above());
    }
    OptionalDouble p = scored.p();
    Double belowP = watch.belowP();
    return p.isEmpty() || belowP == null
        ? Watched.NOT
        : new Watched(p.getAsDouble(), belowP, p.getAsDouble() < belowP);
  }

  private static @Nullable Double statistic(DriftScore score) {
    return score instanceof DriftScore.Scored scored && Double.isFinite(scored.statistic())
        ? scored.statistic()
        : null;
  }

  private static @Nullable Double p(DriftScore score) {
    return score instanceof DriftScore.Scored scored && scored.p().isPresent()
        ? scored.p().getAsDouble()
        : null;
  }
}
