package io.noria.tracking;

import io.noria.base.IdSource;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.Database;
import io.noria.tracking.sql.SqlArtifactStore;
import io.noria.tracking.sql.SqlExperimentStore;
import io.noria.tracking.sql.SqlLoggedModelStore;
import io.noria.tracking.sql.SqlRunStore;

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
    return new Tracking(
        new SqlExperimentStore(database),
        new SqlRunStore(database, ids),
        new SqlArtifactStore(database, objects),
        new SqlLoggedModelStore(database, ids));
  }
}
