package io.noria.pipelines;

import org.jspecify.annotations.Nullable;

/** Hears of changes on this server; read the state or the log again when it does. */
@FunctionalInterface
public interface PipelineListener {
  /**
   * Something about the run is new and committed. Called on the engine's threads: be quick.
   *
   * @param run which run
   * @param task which task's state or log; null for the run itself
   */
  void changed(PipelineRunId run, @Nullable String task);
}
