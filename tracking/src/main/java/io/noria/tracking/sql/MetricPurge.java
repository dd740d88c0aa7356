package io.noria.tracking.sql;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The metrics of runs that go. */
final class MetricPurge {
  private MetricPurge() {}

  static void runs(Handle handle, List<Long> numbers) {
    handle
        .createUpdate(
            "DELETE FROM metric_points WHERE series IN"
                + " (SELECT id FROM metric_series WHERE run IN (<runs>))")
        .bindList("runs", numbers)
        .execute();
    handle
        .createUpdate("DELETE FROM metric_series WHERE run IN (<runs>)")
        .bindList("runs", numbers)
        .execute();
  }
}
