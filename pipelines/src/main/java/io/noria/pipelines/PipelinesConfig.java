package io.noria.pipelines;

import io.noria.base.NoriaException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How pipelines are run on this server.
 *
 * @param workFolder where attempts get their own folders; made when it is missing
 * @param concurrentTasks how many tasks may run at once, over all runs
 * @param concurrentRuns how many pipeline runs may be driven at once
 * @param lease how long a run stays with a server that is not heard of; ten seconds or more
 */
public record PipelinesConfig(
    Path workFolder, int concurrentTasks, int concurrentRuns, Duration lease) {
  /** Validates. */
  public PipelinesConfig {
    if (concurrentTasks < 1 || concurrentRuns < 1) {
      throw NoriaException.invalid(
          "pipelines: " + concurrentTasks + " tasks, " + concurrentRuns + " runs (expected: 1 up)");
    }
    if (lease.compareTo(Duration.ofMillis(100)) < 0) {
      throw NoriaException.invalid("pipelines: lease " + lease + " (expected: 100 ms or more)");
    }
  }

  /** As many tasks as processors but at least two, 16 runs, a lease of 20 seconds. */
  public static PipelinesConfig in(Path workFolder) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new PipelinesConfig(workFolder, Math.max(2, processors), 16, Duration.ofSeconds(20));
  }
}
