package io.noria.tracking.live;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An experiment's runs in memory. Changed under its owner's lock; a search takes the array and its
 * length under that lock and then reads on its own: a run that is replaced meanwhile is seen as it
 * was or as it is.
 */
final class LiveExperiment {
  /** What one takes without runs, about. */
  private static final long EMPTY_BYTES = 256;

  private @Nullable LiveRun[] runs = new LiveRun[16];
  private int size;
  private long bytes = EMPTY_BYTES;
  long usedNanos;

  /** What a search looks at. */
  record Snapshot(@Nullable LiveRun[] runs, int size) {}

  Snapshot snapshot() {
    return new Snapshot(runs, size);
  }

  long bytes() {
    return bytes;
  }

  void put(LiveRun run, @Nullable LiveRun before) {
    bytes += run.size();
    if (before != null) {
      bytes -= before.size();
      run.place = before.place;
    } else {
      if (size == runs.length) {
        runs = Arrays.copyOf(runs, 2 * size);
      }
      run.place = size++;
    }
    runs[run.place] = run;
  }

  void remove(LiveRun run) {
    bytes -= run.size();
    runs[run.place] = null;
  }
}
