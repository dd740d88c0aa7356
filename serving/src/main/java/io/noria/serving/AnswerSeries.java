package io.noria.serving;

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
