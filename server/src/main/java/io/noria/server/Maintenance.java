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
import io.noria.storage.object.S3Settings;
import io.noria.storage.object.SweepGuard;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.MaintenanceLock;
import io.noria.storage.sql.SqlConfig;
import io.noria.tracking.RunEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

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
      ObjectStore objects = closer.add(objects(config, db));
      return Collecting.of(db, objects, clock, RunEvents.NONE).run(request, progress);
    }
  }

  /**
   * The objects of a server that may be running. Local copies of what lies in S3 are put into a
   * folder of their own, since a server's is its own.
   *
   * @param db the database, when objects may be swept
   */
  public static ObjectStore objects(NoriaConfig config, @Nullable Database db) throws IOException {
    S3Settings s3 = config.storage().s3();
    String location = config.storage().objects();
    SweepGuard guard = db == null ? SweepGuard.ofThisProcess() : SweepGuards.of(db);
    if (location.startsWith("s3:")) {
      Path cache = Files.createTempDirectory("noria-objects-");
      cache.toFile().deleteOnExit();
      s3 =
          new S3Settings(
              s3.endpoint(),
              s3.region(),
              s3.pathStyle(),
              s3.credentials(),
              s3.partBytes(),
              s3.timeout(),
              new S3Settings.Cache(cache, 0, Duration.ZERO));
    }
    return ObjectStores.open(location, s3, InstantSource.system(), guard);
  }

  /** Keeps servers away from the data folder; refuses when one is there. */
  public static AutoCloseable alone(NoriaConfig config) {
    try {
      return DataLock.take(config.data());
    } catch (NoriaException e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "data: "
              + config.data()
              + " has a server running on it (expected: stop it; gc can ask it: leave --data away, and"
              + " let NORIA_URL or --url name that server)",
          e);
    }
  }
}
