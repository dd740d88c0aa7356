package io.noria.delivery.sql;

import io.noria.delivery.Gate;
import io.noria.delivery.Verdict;
import io.noria.delivery.VerdictStore;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Gates and verdicts in the database. */
public final class SqlVerdictStore implements VerdictStore {
  private final Database db;

  /** On the database. */
  public SqlVerdictStore(Database db) {
    this.db = db;
  }

  @Override
  public void bind(String model, List<Gate> gates) {
    db.write(tx -> {
      tx.handle().execute("DELETE FROM gate WHERE model = ?", model);
      for (int i = 0; i < gates.size(); i++) {
        tx.handle()
            .execute(
                "INSERT INTO gate (model, ordinal, name, body) VALUES (?, ?, ?, ?)",
                model,
                i,
                gates.get(i).name(),
                Json.write(gates.get(i)));
      }
      return null;
    });
  }

  @Override
  public List<Gate> gates(String model) {
    return db.read(handle -> gates(handle, model));
  }

  @Override
  public List<Gate> gates(Transaction tx, String model) {
    return gates(tx.handle(), model);
  }

  private static List<Gate> gates(Handle handle, String model) {
    return handle
        .createQuery("SELECT body FROM gate WHERE model = :model ORDER BY ordinal")
        .bind("model", model)
        .map((rs, ctx) -> Json.read(rs.getString(1), Gate.class))
        .list();
  }

  @Override
  public void put(Transaction tx, Verdict verdict, @Nullable String key) {
    tx.handle()
        .createUpdate(
            "INSERT INTO verdict (id, model, version, gate, outcome, request_key, body)"
                + " VALUES (:id, :model, :version, :gate, :outcome, :key, :body)")
        .bind("id", verdict.id())
        .bind("model", verdict.model())
        .bind("version", verdict.version())
        .bind("gate", verdict.gate())
        .bind("outcome", verdict.outcome().name())
        .bind("key", key)
        .bind("body", Json.write(verdict))
        .execute();
  }

  @Override
  public Optional<Verdict> find(String id) {
    return one("SELECT body FROM verdict WHERE id = :value", id);
  }

  @Override
  public Optional<Verdict> findByKey(String key) {
    return one("SELECT body FROM verdict WHERE request_key = :value", key);
  }

  private Optional<Verdict> one(String sql, String value) {
    return db.read(handle ->
        handle
            .createQuery(sql)
            .bind("value", value)
            .map((rs, ctx) -> Json.read(rs.getString(1), Verdict.class))
            .findOne());
  }

  @Override
  public List<Verdict> list(String model, @Nullable Integer version) {
    return db.read(handle -> {
      var query =
          handle
              .createQuery(
                  "SELECT body FROM verdict WHERE model = :model"
                      + (version == null ? "" : " AND version = :version")
                      + " ORDER BY sequence DESC")
              .bind("model", model);
      if (version != null) {
        query.bind("version", version);
      }
      return query.map((rs, ctx) -> Json.read(rs.getString(1), Verdict.class)).list();
    });
  }

  @Override
  public Optional<Verdict> latest(String model, int version, String gate) {
    return db.read(handle -> latest(handle, model, version, gate));
  }

  @Override
  public Optional<Verdict> latest(Transaction tx, String model, int version, String gate) {
    return latest(tx.handle(), model, version, gate);
  }

  private static Optional<Verdict> latest(Handle handle, String model, int version, String gate) {
    return handle
        .createQuery(
            "SELECT body FROM verdict WHERE model = :model AND version = :version"
                + " AND gate = :gate ORDER BY sequence DESC LIMIT 1")
        .bind("model", model)
        .bind("version", version)
        .bind("gate", gate)
        .map((rs, ctx) -> Json.read(rs.getString(1), Verdict.class))
        .findOne();
  }
}
