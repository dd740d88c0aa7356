package io.noria.server;

import io.noria.base.Closer;
import io.noria.base.IdSource;
import io.noria.engine.Engine;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.server.auth.Tokens;
import io.noria.server.config.NoriaConfig;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.outbox.Outboxes;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import java.time.InstantSource;

/**
 * Every area, opened and put together: the one place that calls their factories. Closing closes in
 * reverse order.
 */
final class Areas implements AutoCloseable {
  private final Closer closer;
  private final Database db;
  private final Outbox outbox;
  private final Lineage lineage;
  private final Engine engine;
  private final Tokens tokens;

  private Areas(NoriaConfig config, Closer closer) {
    this.closer = closer;
    InstantSource clock = InstantSource.system();
    IdSource ids = IdSource.system(clock);
    db = closer.add(Databases.open(config.storage().sql(), clock, ids));
    ObjectStore objects =
        closer.add(
            config.ephemeral()
                ? ObjectStores.ephemeral(config.data().resolve("objects"))
                : ObjectStores.open(config.storage().objects()));
    outbox = Outboxes.open(db, clock);
    lineage = Lineages.open(db);
    tokens = Tokens.open(db);
    DuckDbSettings duck = DuckDbSettings.defaults(config.data().resolve("engine"));
    engine =
        closer.add(
            DuckDbEngine.open(
                config.engineMemoryBytes() == 0
                    ? duck
                    : duck.withMemoryBytes(config.engineMemoryBytes())));
  }

  /** Opens all areas on the configured database and objects. */
  static Areas open(NoriaConfig config) {
    Closer closer = new Closer();
    try {
      return new Areas(config, closer);
    } catch (RuntimeException e) {
      try {
        closer.close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  Database db() {
    return db;
  }

  Tokens tokens() {
    return tokens;
  }

  Outbox outbox() {
    return outbox;
  }

  Lineage lineage() {
    return lineage;
  }

  Engine engine() {
    return engine;
  }

  @Override
  public void close() {
    closer.close();
  }
}
