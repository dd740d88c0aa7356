package io.noria.tracking;

import io.noria.base.IdSource;
import io.noria.storage.gc.Holds;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.gc.Purge;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.Database;
import io.noria.tracking.sql.ExperimentPurge;
import io.noria.tracking.sql.LoggedModelPurge;
import io.noria.tracking.sql.MetricConversion;
import io.noria.tracking.sql.RunPurge;
import io.noria.tracking.sql.SqlArtifactStore;
import io.noria.tracking.sql.SqlExperimentStore;
import io.noria.tracking.sql.SqlLoggedModelStore;
import io.noria.tracking.sql.SqlRunStore;
import io.noria.tracking.sql.TrackingColumns;
import java.util.List;

/**
 * What was tried and what came of it. Thread-safe.
 *
 * @param experiments collections of runs
 * @param runs with their params, tags, metrics, inputs and outputs
 * @param artifacts files of runs and logged models
 * @param loggedModels models as training wrote them
 */
public record Tracking(
    ExperimentStore experiments,
    RunStore runs,
    ArtifactStore artifacts,
    LoggedModelStore loggedModels) {
  /** Opens the area on a migrated database and an object store; the caller closes both. */
  public static Tracking open(Database database, ObjectStore objects, IdSource ids) {
    MetricConversion.run(database);
    return new Tracking(
        new SqlExperimentStore(database),
        new SqlRunStore(database, ids),
        new SqlArtifactStore(database, objects),
        new SqlLoggedModelStore(database, ids));
  }

  /**
   * What deletes this area's records for good, in the order in which it is done.
   *
   * @param needed ids of runs and logged models that upper areas still need
   */
  public static List<Purge> purges(Holds needed) {
    return List.of(new LoggedModelPurge(needed), new RunPurge(needed), new ExperimentPurge());
  }

  /** Which columns name objects, and which do not. */
  public static List<ObjectColumn> objectColumns() {
    return TrackingColumns.ALL;
  }
}
