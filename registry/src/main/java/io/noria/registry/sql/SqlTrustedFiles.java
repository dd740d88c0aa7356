package io.noria.registry.sql;

import io.noria.registry.ModelVersionId;
import io.noria.registry.TrustedFiles;
import io.noria.storage.object.Digest;
import io.noria.storage.sql.Database;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The decisions about models' files, a row each. */
public final class SqlTrustedFiles implements TrustedFiles {
  private final Database database;

  /** The decisions in the database. */
  public SqlTrustedFiles(Database database) {
    this.database = database;
  }

  @Override
  public Decision trust(ModelVersionId version, Digest listing) {
    return database.write(tx -> {
      Optional<Decision> standing = find(tx.handle(), listing);
      if (standing.isPresent()) {
        return standing.get();
      }
      tx.handle()
          .execute(
              """
              INSERT INTO trusted_files (digest, model, version, who, recorded_ms)
              VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (digest) DO UPDATE SET model = excluded.model, version = excluded.version,
                who = excluded.who, recorded_ms = excluded.recorded_ms,
                withdrawn_by = NULL, withdrawn_ms = NULL
              """,
              listing.value(),
              version.model(),
              version.version(),
              tx.actor(),
              tx.now().toEpochMilli());
      return find(tx.handle(), listing).orElseThrow();
    });
  }

  @Override
  public void withdraw(Digest listing) {
    database.write(tx ->
        tx.handle()
            .execute(
                """
                UPDATE trusted_files SET withdrawn_by = ?, withdrawn_ms = ?
                WHERE digest = ? AND withdrawn_ms IS NULL
                """,
                tx.actor(),
                tx.now().toEpochMilli(),
                listing.value()));
  }

  @Override
  public Optional<Decision> find(Digest listing) {
    return database.read(handle -> find(handle, listing));
  }

  private static Optional<Decision> find(Handle handle, Digest listing) {
    return handle
        .select(
            """
            SELECT model, version, who, recorded_ms FROM trusted_files
            WHERE digest = ? AND withdrawn_ms IS NULL
            """,
            listing.value())
        .map((row, context) ->
            new Decision(
                listing,
                new ModelVersionId(row.getString("model"), row.getInt("version")),
                row.getString("who"),
                Instant.ofEpochMilli(row.getLong("recorded_ms"))))
        .findOne();
  }
}
