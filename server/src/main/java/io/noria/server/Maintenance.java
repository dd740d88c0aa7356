package io.noria.server;

import io.noria.base.Closer;
import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.server.config.NoriaConfig;
import io.noria.server.wiring.Collecting;
import io.noria.storage.gc.GarbageCollector;
import io.noria.storage.gc.SweepGuards;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.MaintenanceLock;
import io.noria.storage.sql.SqlConfig;
import io.noria.tracking.RunEvents;
import java.io.IOException;
import java.time.InstantSource;

/** What is done to a server's data from outside of it. */
public final class Maintenance {
  private Maintenance() {}

  /**
   * Frees what was deleted long ago. On SQLite no server may run on the folder: one that runs does
   * it itself, asked by its API.
   */
  public static GarbageCollector.Result gc(
      NoriaConfig config, GarbageCollector.Request request, GarbageCollector.Progress progress)
      throws IOException {
    InstantSource clock = InstantSource.system();
    try (Closer closer = new Closer()) {
      if (config.storage().sql() instanceof SqlConfig.Sqlite) {
        closer.add(alone(config));
      }
      closer.add(MaintenanceLock.take(config.storage().sql()));
      Database db =
          closer.add(Databases.open(config.storage().sql(), clock, IdSource.system(clock)));
      ObjectStore objects =
          closer.add(
              ObjectStores.open(
                  config.storage().objects(), config.storage().s3(), clock, SweepGuards.of(db)));
      return Collecting.of(db, objects, clock, RunEvents.NONE).run(request, progress);
    }
  }

  private static DataLock alone(NoriaConfig config) {
    try {
      return DataLock.take(config.data());
    } catch (NoriaException e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "data: "
              + config.data()
              + " has a server running on it (expected: leave --data away, and let NORIA_URL or --url"
              + " name that server)",
          e);
    }
  }
}
