package io.noria.tracking;

import java.util.List;

/** Hears of a run's new metric points right after they are committed, in this process only. */
@FunctionalInterface
public interface RunListener {
  /** Called on the writer's thread: returns at once and throws nothing. */
  void logged(RunId run, List<Metric> points);

  /** An ear that can be taken away. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
