package io.noria.traces;

import io.noria.tracking.ExperimentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a scorer: a program or a judge's instructions that tell how good a trace is. It is
 * kept as clients write it, and never run here.
 *
 * @param scorer the id that all of its versions share
 * @param experiment where it belongs
 * @param name its name there
 * @param version 1, 2, 3…
 * @param content the client's JSON
 * @param createdAt when it was registered
 */
public record ScorerVersion(
    String scorer,
    ExperimentId experiment,
    String name,
    int version,
    String content,
    Instant createdAt) {
  /**
   * How a part of an experiment's traces is to be scored by whoever runs the scorer.
   *
   * @param id the setting's id
   * @param scorer the scorer's id
   * @param experiment where
   * @param sampleRate the part, 0 to 1
   * @param filter which traces, in the language of {@link TraceFilter}; null for all
   */
  public record Online(
      String id,
      String scorer,
      ExperimentId experiment,
      double sampleRate,
      @Nullable String filter) {}
}
