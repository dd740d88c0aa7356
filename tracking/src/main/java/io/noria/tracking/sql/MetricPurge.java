package io.noria.tracking.sql;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The metrics of runs that go for good. */
final class MetricPurge {
  private static final String OF_RUN =
      " WHERE series IN (SELECT id FROM metric_series WHERE run = ?)";

  private MetricPurge() {}

  /** Deletes every series, point and chunk of the runs with these numbers. */
  static void runs(Handle handle, List<Long> runs) {
    for (long run : runs) {
      handle.execute(
          "DELETE FROM metric_chunk_bytes WHERE chunk IN (SELECT chunk FROM metric_chunks"
              + OF_RUN
              + ")",
          run);
      handle.execute("DELETE FROM metric_chunks" + OF_RUN, run);
      handle.execute("DELETE FROM metric_tails" + OF_RUN, run);
      handle.execute("DELETE FROM metric_series WHERE run = ?", run);
    }
  }
}
