package io.noria.delivery;

import io.noria.base.Ref;
import io.noria.stats.Interval;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a gate said about a version, with its evidence. Never changed once recorded.
 *
 * @param id a UUIDv7
 * @param model the registered model
 * @param version the candidate
 * @param gate the gate's name
 * @param outcome PASS when every check passed; FAIL when one failed; else INCONCLUSIVE
 * @param champion the version it was compared with; null when there was none, or nothing compared
 * @param dataset the data that judged it
 * @param rows labelled rows used
 * @param groups how many units (days) the rows fall into; 0 when nothing was resampled
 * @param from event time of the first row; null when there were none, or they have no time
 * @param to event time of the last row
 * @param eventTime the moment of the decision in the data's world
 * @param recordedAt when it was written down
 * @param expiresAt when a PASS ends; null when only a new champion ends it
 * @param actor who asked
 * @param metrics the candidate's metrics on the rows, by name
 * @param championMetrics the champion's on the same rows; empty when not compared
 * @param baseline the run of the baseline that it was compared with; null for none
 * @param baselineMetrics the baseline's on the same rows; empty when not compared
 * @param intervals 95 % intervals of the candidate's metrics, by name: of the AUC by DeLong's
 *     method, of the usual metric of other tasks by a bootstrap; empty without such a metric
 * @param checks each condition with its numbers
 * @param slices both models by day of the judging rows; empty when there is nothing to compare
 * @param summary one plain sentence with the numbers
 */
public record Verdict(
    String id,
    String model,
    int version,
    String gate,
    Outcome outcome,
    @Nullable Integer champion,
    Ref dataset,
    long rows,
    int groups,
    @Nullable Instant from,
    @Nullable Instant to,
    Instant eventTime,
    Instant recordedAt,
    @Nullable Instant expiresAt,
    String actor,
    Map<String, Double> metrics,
    Map<String, Double> championMetrics,
    @Nullable RunId baseline,
    Map<String, Double> baselineMetrics,
    Map<String, Interval> intervals,
    List<CheckResult> checks,
    List<Slice> slices,
    String summary) {
  /** Copies. */
  public Verdict {
    metrics = Map.copyOf(metrics);
    championMetrics = Map.copyOf(championMetrics);
    // Verdicts of the first versions have neither.
    baselineMetrics = Map.copyOf(Objects.requireNonNullElse(baselineMetrics, Map.of()));
    intervals = Map.copyOf(Objects.requireNonNullElse(intervals, Map.of()));
    checks = List.copyOf(checks);
    slices = List.copyOf(slices);
  }

  /** Its address. */
  public Ref ref() {
    return Ref.of(Ref.Kind.VERDICT, id);
  }

  /** The candidate's address. */
  public Ref candidate() {
    return Ref.of(Ref.Kind.MODEL_VERSION, model + "/" + version);
  }

  /**
   * One condition with its numbers.
   *
   * @param check what was asked
   * @param outcome what came out
   * @param candidate the candidate's metric; null when the rows do not allow it
   * @param champion the metric of the champion, or of the baseline where the check asks for that,
   *     on the same rows; null when not compared
   * @param difference candidate minus the other; null when not compared
   * @param low lower end of the interval of the difference
   * @param high upper end
   * @param replicates bootstrap replicates behind the interval; 0 for none
   * @param summary one plain sentence
   */
  public record CheckResult(
      Check check,
      Outcome outcome,
      @Nullable Double candidate,
      @Nullable Double champion,
      @Nullable Double difference,
      @Nullable Double low,
      @Nullable Double high,
      int replicates,
      String summary) {}

  /**
   * Part of the judging rows.
   *
   * @param name the unit, for example {@code 2013-04-03}
   * @param rows labelled rows in it
   * @param candidate the candidate's metric there; null when the rows do not allow it
   * @param champion the champion's metric there
   */
  public record Slice(
      String name, long rows, @Nullable Double candidate, @Nullable Double champion) {}
}
