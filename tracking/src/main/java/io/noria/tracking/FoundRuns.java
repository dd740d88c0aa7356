package io.noria.tracking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of runs.
 *
 * @param runs in the order asked for
 * @param nextToken asks for the next page; null on the last
 * @param total how many runs match in all; -1 when that was not asked for
 */
public record FoundRuns(List<FoundRun> runs, @Nullable String nextToken, long total) {
  /** Copies. */
  public FoundRuns {
    runs = List.copyOf(runs);
  }
}
