package io.noria.server.wiring;

import io.noria.datasets.Datasets;
import io.noria.pipelines.Pipelines;
import io.noria.project.Projects;
import io.noria.registry.Registry;
import io.noria.serving.Serving;
import io.noria.storage.gc.GarbageCollector;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.gc.ObjectColumns;
import io.noria.storage.gc.Purge;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.DatabaseLook;
import io.noria.traces.Traces;
import io.noria.tracking.RunEvents;
import io.noria.tracking.Tracking;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What may be deleted for good, and where objects are named: all areas together. */
public final class Collecting {
  private Collecting() {}

  /**
   * The collector of the areas on this database and these objects.
   *
   * @param events hears of the runs that are gone
   */
  public static GarbageCollector of(
      Database db, ObjectStore objects, InstantSource clock, RunEvents events) {
    return new GarbageCollector(db, objects, purges(events), objectColumns(), clock);
  }

  /** In the order in which they run: versions hold runs, and runs hold experiments. */
  static List<Purge> purges(RunEvents events) {
    List<Purge> purges = new ArrayList<>(Registry.purges(Serving.versions()));
    purges.addAll(Traces.purges());
    purges.addAll(Tracking.purges(Registry.sources(), events));
    return purges;
  }

  /** What all areas say of their columns. */
  public static List<ObjectColumn> objectColumns() {
    return Stream.of(
            List.of(
                ObjectColumn.nothing("outbox", "body"),
                ObjectColumn.nothing("outbox_parked", "error"),
                ObjectColumn.nothing("lineage_edge", "from_ref"),
                ObjectColumn.nothing("lineage_edge", "to_ref"),
                ObjectColumn.nothing("token", "hash")),
            Tracking.objectColumns(),
            Traces.objectColumns(),
            Registry.objectColumns(),
            Datasets.objectColumns(),
            Pipelines.objectColumns(),
            Serving.objectColumns(),
            Projects.objectColumns())
        .flatMap(List::stream)
        .toList();
  }

  /** Every digest in the columns that hold nothing else. */
  public static Set<String> named(DatabaseLook look) {
    return ObjectColumns.digests(look, objectColumns());
  }
}
