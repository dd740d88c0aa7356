package io.noria.tracking.sql;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The metrics of runs that go for good. */
final class MetricRows {
  private static final String SERIES =
      " WHERE series IN (SELECT id FROM metric_series WHERE run = ?)";

  private MetricRows() {}

  /** Deletes every series, point and chunk of the runs with these numbers. */
  static void purge(Handle handle, List<Long> runNumbers) {
    for (long run : runNumbers) {
      handle.execute(
          "DELETE FROM metric_chunk_bytes WHERE chunk IN (SELECT chunk FROM metric_chunks"
              + SERIES
              + ")",
          run);
      handle.execute("DELETE FROM metric_chunks" + SERIES, run);
      handle.execute("DELETE FROM metric_tails" + SERIES, run);
      handle.execute("DELETE FROM metric_series WHERE run = ?", run);
    }
  }
}
