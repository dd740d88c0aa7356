package io.noria.serving.sql;

import io.noria.serving.Follow;
import io.noria.serving.Variant;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.util.List;

/** Variants of deployments as rows. Thread-safe. */
public final class SqlVariantStore {
  private final Database database;

  /** On the database. */
  public SqlVariantStore(Database database) {
    this.database = database;
  }

  /** The deployment's variants, in their order. */
  public List<Variant> list(String deployment) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM deployment_variant WHERE deployment = :deployment ORDER BY place")
            .bind("deployment", deployment)
            .map((rows, context) ->
                new Variant(
                    rows.getString("name"),
                    rows.getString("model"),
                    Follow.parse(rows.getString("follow")),
                    rows.getDouble("share"),
                    rows.getInt("shadow") != 0))
            .list());
  }

  /** Writes the variants instead of those that were there. */
  public void put(Transaction tx, String deployment, List<Variant> variants) {
    delete(tx, deployment);
    for (int place = 0; place < variants.size(); place++) {
      Variant variant = variants.get(place);
      tx.handle()
          .createUpdate(
              """
              INSERT INTO deployment_variant
                (deployment, name, place, model, follow, share, shadow, changed_ms, changed_by)
              VALUES (:deployment, :name, :place, :model, :follow, :share, :shadow, :at, :by)
              """)
          .bind("deployment", deployment)
          .bind("name", variant.name())
          .bind("place", place)
          .bind("model", variant.model())
          .bind("follow", variant.follow().toString())
          .bind("share", variant.share())
          .bind("shadow", variant.shadow() ? 1 : 0)
          .bind("at", tx.now().toEpochMilli())
          .bind("by", tx.actor())
          .execute();
    }
  }

  /** Removes the deployment's variants. */
  public void delete(Transaction tx, String deployment) {
    tx.handle()
        .createUpdate("DELETE FROM deployment_variant WHERE deployment = :deployment")
        .bind("deployment", deployment)
        .execute();
  }
}
