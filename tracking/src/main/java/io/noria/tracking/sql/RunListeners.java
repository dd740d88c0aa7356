package io.noria.tracking.sql;

import io.noria.tracking.Metric;
import io.noria.tracking.RunId;
import io.noria.tracking.RunListener;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of which run's points. */
final class RunListeners {
  private static final Logger LOG = LoggerFactory.getLogger(RunListeners.class);

  private final ConcurrentHashMap<RunId, CopyOnWriteArrayList<RunListener>> listeners =
      new ConcurrentHashMap<>();

  RunListener.Subscription add(RunId run, RunListener listener) {
    listeners.compute(
        run,
        (id, list) -> {
          CopyOnWriteArrayList<RunListener> more =
              list == null ? new CopyOnWriteArrayList<>() : list;
          more.add(listener);
          return more;
        });
    return () ->
        listeners.computeIfPresent(
            run,
            (id, list) -> {
              list.remove(listener);
              return list.isEmpty() ? null : list;
            });
  }

  void tell(RunId run, List<Metric> points) {
    List<RunListener> ears = listeners.get(run);
    if (ears == null || points.isEmpty()) {
      return;
    }
    for (RunListener ear : ears) {
      try {
        ear.logged(run, points);
      } catch (RuntimeException e) {
        // The points are committed: a deaf ear must not make the writer believe otherwise.
        LOG.warn("event=run_listener_failed run={}", run, e);
      }
    }
  }
}
