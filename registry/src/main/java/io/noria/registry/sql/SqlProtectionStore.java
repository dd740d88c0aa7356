package io.noria.registry.sql;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.registry.Names;
import io.noria.registry.Protection;
import io.noria.registry.ProtectionStore;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of protected aliases. */
public final class SqlProtectionStore implements ProtectionStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlProtectionStore.class);
  private static final int LONGEST_NAME = 100;

  private final Database database;

  /** The table in the database. */
  public SqlProtectionStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Protection> list(String model) {
    return database.read(handle -> {
      SqlModelStore.full(handle, model);
      return list(handle, model);
    });
  }

  /** The model's protections, of whatever there is. */
  static List<Protection> list(Handle handle, String model) {
    return protections(handle, "WHERE model = ? ORDER BY alias", model);
  }

  private static List<Protection> protections(Handle handle, String rest, Object... arguments) {
    return handle
        .select("SELECT alias, movers, who, recorded_ms FROM protected_aliases " + rest, arguments)
        .map((rows, context) ->
            new Protection(
                rows.getString(1),
                Json.readList(rows.getString(2), String.class),
                rows.getString(3),
                Instant.ofEpochMilli(rows.getLong(4))))
        .list();
  }

  private static Optional<Protection> find(Handle handle, String model, String alias) {
    return protections(handle, "WHERE model = ? AND alias = ?", model, alias).stream().findFirst();
  }

  @Override
  public Protection protect(String model, String alias, List<String> by) {
    Names.alias(alias);
    if (by.isEmpty() || by.size() > MOST) {
      throw NoriaException.invalid(
          "by: " + by.size() + " names (expected: 1 to " + MOST + " names of tokens)");
    }
    for (String name : by) {
      Limits.atLeastOne("by", name);
      Limits.atMost("by", name, LONGEST_NAME);
    }
    Protection made =
        database.write(tx -> {
          SqlModelStore.full(tx.handle(), model);
          checkChange(tx, model, alias);
          tx.handle()
              .execute(
                  "INSERT INTO protected_aliases (model, alias, movers, who, recorded_ms)"
                      + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (model, alias) DO UPDATE SET"
                      + " movers = excluded.movers, who = excluded.who,"
                      + " recorded_ms = excluded.recorded_ms",
                  model,
                  alias,
                  Json.write(by.stream().distinct().sorted().toList()),
                  tx.actor(),
                  tx.now());
          return find(tx.handle(), model, alias).orElseThrow();
        });
    LOG.info("event=alias_protected model={} alias={} by={}", model, alias, made.by());
    return made;
  }

  @Override
  public void unprotect(String model, String alias) {
    Names.alias(alias);
    database.write(tx -> {
      SqlModelStore.full(tx.handle(), model);
      checkChange(tx, model, alias);
      return tx.handle()
          .execute("DELETE FROM protected_aliases WHERE model = ? AND alias = ?", model, alias);
    });
    LOG.info("event=alias_unprotected model={} alias={}", model, alias);
  }

  /** Those who may move it, and whoever protected it, may change its protection. */
  private static void checkChange(Transaction tx, String model, String alias) {
    Optional<Protection> before = find(tx.handle(), model, alias);
    if (before.isPresent()
        && !before.get().who().equals(tx.actor())
        && !before.get().by().contains(tx.actor())) {
      throw refused(tx, model, before.get(), "change its protection");
    }
  }

  /** Returns when the caller may move the alias. */
  static void check(Transaction tx, String model, String alias) {
    Optional<Protection> protection = find(tx.handle(), model, alias);
    if (protection.isPresent() && !protection.get().by().contains(tx.actor())) {
      throw refused(tx, model, protection.get(), "move it");
    }
  }

  /** Returns when the caller may move every protected alias of the model. */
  static void checkAll(Transaction tx, String model) {
    for (Protection protection : list(tx.handle(), model)) {
      if (!protection.by().contains(tx.actor())) {
        throw refused(tx, model, protection, "take it along");
      }
    }
  }

  private static NoriaException refused(
      Transaction tx, String model, Protection protection, String what) {
    return NoriaException.refused(
        "alias "
            + protection.alias()
            + " of "
            + model
            + " is protected: "
            + String.join(", ", protection.by())
            + " may "
            + what
            + ", you are "
            + tx.actor()
            + " (expected: ask one of them; or "
            + protection.who()
            + ", who protected it, says noria models unprotect "
            + model
            + " "
            + protection.alias()
            + ")",
        Ref.of(Ref.Kind.MODEL, model));
  }
}
