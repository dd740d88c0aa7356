package io.noria.tracking.sql;

import static io.noria.storage.gc.ObjectColumn.nothing;

import io.noria.storage.gc.ObjectColumn;
import java.util.List;

/** Which of this area's columns name objects. */
public final class TrackingColumns {
  /** All that need be said. */
  public static final List<ObjectColumn> ALL =
      List.of(
          new ObjectColumn("artifacts", "digest", ObjectColumn.Names.DIGEST, "root"),
          nothing("artifacts", "path"),
          nothing("artifacts", "root"),
          nothing("run_params", "key"),
          nothing("run_params", "value"),
          nothing("run_tags", "key"),
          nothing("run_tags", "value"),
          nothing("experiment_tags", "value"),
          nothing("logged_model_params", "value"),
          nothing("logged_model_tags", "value"),
          nothing("metric_series", "key"),
          nothing("metric_tails", "points"),
          nothing("metric_chunk_bytes", "bytes"),
          nothing("logged_model_metrics", "dataset_digest"),
          nothing("tracked_datasets", "digest"),
          nothing("tracked_datasets", "source"),
          nothing("tracked_datasets", "schema_json"),
          nothing("tracked_datasets", "profile_json"));

  private TrackingColumns() {}
}
