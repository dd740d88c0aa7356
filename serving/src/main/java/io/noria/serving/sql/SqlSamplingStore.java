package io.noria.serving.sql;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.util.HashMap;
import java.util.Map;

/** Which share of a deployment's predictions is kept, as rows. Thread-safe. */
public final class SqlSamplingStore {
  private final Database database;

  /** On the database. */
  public SqlSamplingStore(Database database) {
    this.database = database;
  }

  /** The shares, from 0 to 1, of the deployments that do not keep all. */
  public Map<String, Double> list() {
    return database.read(handle -> {
      Map<String, Double> shares = new HashMap<>();
      handle
          .createQuery("SELECT deployment, share FROM prediction_sampling")
          .map((rows, context) -> shares.put(rows.getString("deployment"), rows.getDouble("share")))
          .list();
      return shares;
    });
  }

  /** Sets the share; all is no row. */
  public void set(String deployment, double share, long nowMs) {
    database.write(tx -> {
      delete(tx, deployment);
      if (share < 1) {
        tx.handle()
            .createUpdate(
                "INSERT INTO prediction_sampling (deployment, share, changed_ms)"
                    + " VALUES (:deployment, :share, :changed)")
            .bind("deployment", deployment)
            .bind("share", share)
            .bind("changed", nowMs)
            .execute();
      }
      return null;
    });
  }

  /** Forgets the deployment's share. */
  public void delete(Transaction tx, String deployment) {
    tx.handle()
        .createUpdate("DELETE FROM prediction_sampling WHERE deployment = :deployment")
        .bind("deployment", deployment)
        .execute();
  }
}
