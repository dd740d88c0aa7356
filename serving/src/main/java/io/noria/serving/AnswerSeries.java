package io.noria.serving;

import java.util.EnumMap;
import java.util.Map;

/**
 * How requests were answered that have deployment, version, variant and dialect in common, since
 * this server started.
 *
 * @param deployment that was asked
 * @param variant that answered for it; empty for its own version
 * @param dialect that they were written in; empty when they came from within
 * @param figures of the version that answered
 * @param failures the failed requests by why; every reason is there
 * @param latency how long the answered requests took
 * @param inModel how long the model took for each
 */
public record AnswerSeries(
    String deployment,
    String variant,
    String dialect,
    VersionFigures figures,
    Map<Failure, Long> failures,
    LatencyCounts latency,
    LatencyCounts inModel) {
  /** Copies. */
  public AnswerSeries {
    failures = Map.copyOf(failures);
  }

  /** Of a deployment's version that was not asked. */
  public static AnswerSeries none(String deployment, String model, int version) {
    Map<Failure, Long> never = new EnumMap<>(Failure.class);
    for (Failure failure : Failure.values()) {
      never.put(failure, 0L);
    }
    return new AnswerSeries(
        deployment,
        "",
        "",
        VersionFigures.none(model, version),
        never,
        LatencyCounts.NONE,
        LatencyCounts.NONE);
  }

  /** Both, under this one's names. */
  public AnswerSeries plus(AnswerSeries other) {
    Map<Failure, Long> all = new EnumMap<>(failures);
    other.failures.forEach((why, count) -> all.merge(why, count, Long::sum));
    return new AnswerSeries(
        deployment,
        variant,
        dialect,
        figures.plus(other.figures),
        all,
        latency.plus(other.latency),
        inModel.plus(other.inModel));
  }

  /** How many failed for this reason. */
  public long failed(Failure why) {
    return failures.getOrDefault(why, 0L);
  }

  /** Why a request was not answered. */
  public enum Failure {
    /** It was not what the model takes. */
    INPUT,
    /** Too many waited already, or it waited too long. */
    BUSY,
    /** The model, or what comes after it. */
    MODEL
  }
}
