package io.noria.registry.sql;

import io.noria.registry.TrustedBundles;
import io.noria.storage.object.Digest;
import io.noria.storage.sql.Database;
import io.noria.tracking.RunId;
import java.util.Optional;

/** The trusted bundles, a row each. */
public final class SqlTrustedBundles implements TrustedBundles {
  private final Database database;

  /** The bundles in the database. */
  public SqlTrustedBundles(Database database) {
    this.database = database;
  }

  @Override
  public void trust(Digest info, RunId run) {
    database.write(tx ->
        tx.handle()
            .execute(
                """
                INSERT INTO trusted_bundle (digest, run, recorded_ms) VALUES (?, ?, ?)
                ON CONFLICT (digest) DO NOTHING
                """,
                info.value(),
                run.value(),
                tx.now().toEpochMilli()));
  }

  @Override
  public Optional<RunId> find(Digest info) {
    return database.read(handle ->
        handle
            .select("SELECT run FROM trusted_bundle WHERE digest = ?", info.value())
            .mapTo(String.class)
            .findOne()
            .map(RunId::new));
  }
}
