package io.noria.pipelines.run;

import io.noria.pipelines.PipelineListener;
import io.noria.pipelines.PipelineRunId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners, and wakes those who wait for any change. */
public final class Changes {
  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

  private final List<PipelineListener> listeners = new CopyOnWriteArrayList<>();
  private final Object any = new Object();

  /** Adds the listener until the result is closed. */
  public AutoCloseable listen(PipelineListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Something has changed. */
  public void tell(PipelineRunId run, @Nullable String task) {
    for (PipelineListener listener : listeners) {
      try {
        listener.changed(run, task);
      } catch (RuntimeException e) {
        LOG.warn("listener failed pipeline_run={} error={}", run, e.toString());
      }
    }
    synchronized (any) {
      any.notifyAll();
    }
  }

  /** Waits for the next change, so many milliseconds at most. */
  public void await(long millis) throws InterruptedException {
    synchronized (any) {
      any.wait(Math.max(1, millis));
    }
  }
}
