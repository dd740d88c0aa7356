package io.noria.serving.sql;

import io.noria.serving.Follow;
import io.noria.serving.Rule;
import io.noria.serving.Variant;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** Variants of deployments, and rules between them, as rows. Thread-safe. */
public final class SqlVariantStore {
  /** Between the operands of a rule, none of which has a control character. */
  private static final String BETWEEN = "\u001f";

  private final Database database;

  /** On the database. */
  public SqlVariantStore(Database database) {
    this.database = database;
  }

  /**
   * Who answers and listens beside a deployment's own version.
   *
   * @param variants in their order
   * @param rules in their order
   */
  public record Directed(List<Variant> variants, List<Rule> rules) {
    /** Nobody. */
    public static final Directed NOWHERE = new Directed(List.of(), List.of());

    /** Copies. */
    public Directed {
      variants = List.copyOf(variants);
      rules = List.copyOf(rules);
    }
  }

  /** The deployment's variants and rules. */
  public Directed list(String deployment) {
    return database.read(handle -> list(handle, deployment));
  }

  /** The same as the handle sees them. */
  public Directed list(Handle handle, String deployment) {
    return new Directed(variants(handle, deployment), rules(handle, deployment));
  }

  private static List<Rule> rules(Handle handle, String deployment) {
    return handle
        .createQuery("SELECT * FROM deployment_rule WHERE deployment = :deployment ORDER BY place")
        .bind("deployment", deployment)
        .map((rows, context) ->
            new Rule(
                Rule.On.valueOf(rows.getString("looks_at").toUpperCase(Locale.ROOT)),
                rows.getString("name"),
                Rule.Operator.parse(rows.getString("operator")),
                rows.getInt("operand_count") == 0
                    ? List.of()
                    : List.of(rows.getString("operands").split(BETWEEN, -1)),
                rows.getString("variant")))
        .list();
  }

  private static List<Variant> variants(Handle handle, String deployment) {
    return handle
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
        .list();
  }

  /** Writes the variants and rules instead of those that were there. */
  public void put(Transaction tx, String deployment, Directed directed) {
    delete(tx, deployment);
    putRules(tx, deployment, directed.rules());
    List<Variant> variants = directed.variants();
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

  private static void putRules(Transaction tx, String deployment, List<Rule> rules) {
    for (int place = 0; place < rules.size(); place++) {
      Rule rule = rules.get(place);
      tx.handle()
          .createUpdate(
              """
              INSERT INTO deployment_rule (deployment, place, looks_at, name, operator,
                operand_count, operands, variant, changed_ms, changed_by)
              VALUES (:deployment, :place, :on, :name, :operator,
                :count, :operands, :variant, :at, :by)
              """)
          .bind("deployment", deployment)
          .bind("place", place)
          .bind("on", rule.on().wire())
          .bind("name", rule.name())
          .bind("operator", rule.operator().wire())
          .bind("count", rule.operands().size())
          .bind("operands", String.join(BETWEEN, rule.operands()))
          .bind("variant", rule.variant())
          .bind("at", tx.now().toEpochMilli())
          .bind("by", tx.actor())
          .execute();
    }
  }

  /** Removes the deployment's variants and rules. */
  public void delete(Transaction tx, String deployment) {
    tx.handle()
        .createUpdate("DELETE FROM deployment_rule WHERE deployment = :deployment")
        .bind("deployment", deployment)
        .execute();
    tx.handle()
        .createUpdate("DELETE FROM deployment_variant WHERE deployment = :deployment")
        .bind("deployment", deployment)
        .execute();
  }
}
