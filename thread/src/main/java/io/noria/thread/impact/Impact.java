package io.noria.thread.impact;

import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.registry.ModelVersion;
import io.noria.tracking.Run;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a record went.
 *
 * @param ref the record
 * @param summary the same in one sentence
 * @param runCount how many runs were made from it, trials included
 * @param runs a page of them, in the order in which they were reached
 * @param versions every model version made from it, by model, newest first
 * @param deployments every deployment that answered with one of them, those that do now first
 * @param predictions how many were answered by those versions
 * @param since event time of the earliest of them; null when there are none
 * @param truncated whether the graph was larger than is walked: then this is a part
 */
public record Impact(
    Ref ref,
    String summary,
    int runCount,
    Page<Run> runs,
    List<ModelVersion> versions,
    List<Reached> deployments,
    long predictions,
    @Nullable Instant since,
    boolean truncated) {
  /** Copies. */
  public Impact {
    versions = List.copyOf(versions);
    deployments = List.copyOf(deployments);
  }

  /**
   * A deployment that it reached.
   *
   * @param name the deployment's name
   * @param model the model that answered
   * @param live whether a version in question answers now
   * @param version the version that answers now; null when the deployment is no more or waits
   * @param spans when versions in question answered, oldest first
   * @param predictions how many they answered here
   * @param since event time of the earliest of them; null when there are none
   */
  public record Reached(
      String name,
      String model,
      boolean live,
      @Nullable Integer version,
      List<Span> spans,
      long predictions,
      @Nullable Instant since) {
    /** Copies. */
    public Reached {
      spans = List.copyOf(spans);
    }
  }

  /**
   * A stretch in which a version answered.
   *
   * @param version which
   * @param from when it began, by the server's clock
   * @param to when it ended; null while it lasts
   * @param eventFrom when it began in the data's time; null when the data had no say
   * @param eventTo when it ended in the data's time; null likewise, and while it lasts
   */
  public record Span(
      int version,
      Instant from,
      @Nullable Instant to,
      @Nullable Instant eventFrom,
      @Nullable Instant eventTo) {}
}
