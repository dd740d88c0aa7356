package io.noria.server.auth.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.server.auth.Token;
import io.noria.storage.sql.Database;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of table {@code token}. */
public final class SqlTokenStore {
  private final Database db;

  /** Tokens of the database. */
  public SqlTokenStore(Database db) {
    this.db = db;
  }

  /** The name of each hash. */
  public Map<String, String> namesByHash() {
    return db.read(handle -> {
      Map<String, String> names = new HashMap<>();
      handle
          .createQuery("SELECT hash, name FROM token")
          .map((rows, context) -> names.put(rows.getString("hash"), rows.getString("name")))
          .list();
      return Map.copyOf(names);
    });
  }

  /** All tokens by name. */
  public List<Token> list() {
    return db.read(handle ->
        handle
            .createQuery("SELECT name, created_ms, created_by FROM token ORDER BY name")
            .map((rows, context) ->
                new Token(
                    rows.getString("name"),
                    Instant.ofEpochMilli(rows.getLong("created_ms")),
                    rows.getString("created_by")))
            .list());
  }

  /** Adds a token. */
  public void insert(String name, String hash) {
    db.write(tx -> {
      int added =
          tx.handle()
              .createUpdate(
                  "INSERT INTO token (name, hash, created_ms, created_by) VALUES (:name, :hash, :now, :by) ON CONFLICT (name) DO NOTHING")
              .bind("name", name)
              .bind("hash", hash)
              .bind("now", tx.now().toEpochMilli())
              .bind("by", tx.actor())
              .execute();
      if (added == 0) {
        throw new NoriaException(
            ErrorCode.ALREADY_EXISTS, "token: " + name + " exists (revoke it first)");
      }
      return null;
    });
  }

  /** Removes a token; false when there was none. */
  public boolean delete(String name) {
    return db.write(tx ->
        tx.handle()
            .createUpdate("DELETE FROM token WHERE name = :name")
            .bind("name", name)
            .execute())
        > 0;
  }
}
