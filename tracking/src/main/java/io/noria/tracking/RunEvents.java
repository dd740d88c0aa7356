package io.noria.tracking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what was written about runs: after its commit, and before the writer is answered. Returns
 * at once. Thread-safe.
 */
public interface RunEvents {
  /** Nobody listens. */
  RunEvents NONE =
      new RunEvents() {
        @Override
        public void changed(RunId run, @Nullable ExperimentId experiment) {}

        @Override
        public void logged(RunId run, List<Metric> points) {}

        @Override
        public void changed(ExperimentId experiment) {}
      };

  /**
   * Something of the run other than its metrics was written, or it is new, or gone.
   *
   * @param experiment where it belongs; may be null except for a new run
   */
  void changed(RunId run, @Nullable ExperimentId experiment);

  /** The run has new points. */
  void logged(RunId run, List<Metric> points);

  /** Many runs of the experiment changed. */
  void changed(ExperimentId experiment);

  /** It is no longer known what was written: what was read before may not hold. */
  default void lost() {}
}
