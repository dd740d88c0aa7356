package io.noria.tracking;

import io.noria.base.IdSource;
import io.noria.storage.gc.Holds;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.gc.Purge;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.Database;
import io.noria.tracking.sql.ExperimentPurge;
import io.noria.tracking.sql.HeldRuns;
import io.noria.tracking.sql.LoggedModelPurge;
import io.noria.tracking.sql.MetricConversion;
import io.noria.tracking.sql.RunPurge;
import io.noria.tracking.sql.SqlArtifactStore;
import io.noria.tracking.sql.SqlExperimentStore;
import io.noria.tracking.sql.SqlLoggedModelStore;
import io.noria.tracking.sql.SqlRunStore;
import io.noria.tracking.sql.SqlTrackingImports;
import io.noria.tracking.sql.SqlWorkspaceStore;
import io.noria.tracking.sql.TrackingColumns;
import java.util.List;

/**
 * What was tried and what came of it. Thread-safe.
 *
 * @param experiments collections of runs
 * @param runs with their params, tags, metrics, inputs and outputs
 * @param artifacts files of runs and logged models
 * @param loggedModels models as training wrote them
 * @param workspaces parts that teams have for themselves
 * @param imports takes in other systems' history
 */
public record Tracking(
    ExperimentStore experiments,
    RunStore runs,
    ArtifactStore artifacts,
    LoggedModelStore loggedModels,
    WorkspaceStore workspaces,
    TrackingImports imports) {
  /**
   * Opens the area on a migrated database and an object store; the caller closes both. Runs that
   * are searched for are held in memory, in up to a quarter of the heap.
   */
  public static Tracking open(Database database, ObjectStore objects, IdSource ids) {
    return open(database, objects, ids, Runtime.getRuntime().maxMemory() / 4);
  }

  /**
   * Opens the area on a migrated database and an object store; the caller closes both.
   *
   * @param searchBytes about how much memory the runs that are searched for may take; 0 to search
   *     the tables alone
   */
  public static Tracking open(
      Database database, ObjectStore objects, IdSource ids, long searchBytes) {
    MetricConversion.run(database);
    HeldRuns held = HeldRuns.of(database, searchBytes);
    return new Tracking(
        new SqlExperimentStore(database, held.events()),
        new SqlRunStore(database, ids, held),
        new SqlArtifactStore(database, objects),
        new SqlLoggedModelStore(database, ids),
        new SqlWorkspaceStore(database, held.events()),
        new SqlTrackingImports(database, objects, held.events()));
  }

  /**
   * What deletes this area's records for good, in the order in which it is done.
   *
   * @param needed ids of runs and logged models that upper areas still need
   * @param events hears of the runs that are gone: {@link RunStore#events} of an open area
   */
  public static List<Purge> purges(Holds needed, RunEvents events) {
    return List.of(
        new LoggedModelPurge(needed), new RunPurge(needed, events), new ExperimentPurge());
  }

  /** Which columns name objects, and which do not. */
  public static List<ObjectColumn> objectColumns() {
    return TrackingColumns.ALL;
  }
}
