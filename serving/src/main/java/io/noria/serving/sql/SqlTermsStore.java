package io.noria.serving.sql;

import io.noria.serving.DeploymentTerms;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Terms of deployments, and what callers used of them, as rows. Thread-safe. */
public final class SqlTermsStore {
  private final Database database;

  /** On the database. */
  public SqlTermsStore(Database database) {
    this.database = database;
  }

  /** All that were set, by deployment. */
  public Map<String, DeploymentTerms> all() {
    return database.read(handle -> {
      Map<String, DeploymentTerms> all = new HashMap<>();
      handle
          .createQuery("SELECT * FROM deployment_terms")
          .map((rows, context) -> Map.entry(rows.getString("deployment"), terms(rows)))
          .forEach(each -> all.put(each.getKey(), each.getValue()));
      return all;
    });
  }

  /** The deployment's as the handle sees them; {@link DeploymentTerms#NONE} when none were set. */
  public DeploymentTerms find(Handle handle, String deployment) {
    return handle
        .createQuery("SELECT * FROM deployment_terms WHERE deployment = :deployment")
        .bind("deployment", deployment)
        .map((rows, context) -> terms(rows))
        .findOne()
        .orElse(DeploymentTerms.NONE);
  }

  /** Writes them, over what was there. */
  public void put(Transaction tx, String deployment, DeploymentTerms terms) {
    DeploymentTerms.CallerLimit limit = terms.limit();
    DeploymentTerms.CacheBounds cache = terms.cache();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO deployment_terms (deployment, stage, limited, per_second, burst,
              rows_per_day, cache_bytes, cache_age_ms, changed_ms, changed_by)
            VALUES (:deployment, :stage, :limited, :perSecond, :burst,
              :rowsPerDay, :bytes, :age, :at, :by)
            ON CONFLICT (deployment) DO UPDATE SET stage = excluded.stage,
              limited = excluded.limited, per_second = excluded.per_second,
              burst = excluded.burst, rows_per_day = excluded.rows_per_day,
              cache_bytes = excluded.cache_bytes, cache_age_ms = excluded.cache_age_ms,
              changed_ms = excluded.changed_ms, changed_by = excluded.changed_by
            """)
        .bind("deployment", deployment)
        .bind("stage", terms.stage())
        .bind("limited", limit == null ? 0 : 1)
        .bind("perSecond", limit == null ? null : limit.perSecond())
        .bind("burst", limit == null ? null : (Integer) limit.burst())
        .bind("rowsPerDay", limit == null ? null : limit.rowsPerDay())
        .bind("bytes", cache == null ? null : (Long) cache.bytes())
        .bind("age", cache == null ? null : (Long) cache.age().toMillis())
        .bind("at", tx.now().toEpochMilli())
        .bind("by", tx.actor())
        .execute();
  }

  /** Removes what holds for the deployment and what was used of it. */
  public void delete(Transaction tx, String deployment) {
    for (String table : new String[] {"deployment_terms", "deployment_usage"}) {
      tx.handle()
          .createUpdate("DELETE FROM " + table + " WHERE deployment = :deployment")
          .bind("deployment", deployment)
          .execute();
    }
  }

  /** Writes what this server counted for each caller in the day, over what it had written. */
  public void use(
      Transaction tx, String deployment, String day, String server, Map<String, Long> rows) {
    rows.forEach((caller, count) ->
        tx.handle()
            .createUpdate(
                """
                INSERT INTO deployment_usage (deployment, day, caller, server, row_count)
                VALUES (:deployment, :day, :caller, :server, :count)
                ON CONFLICT (deployment, day, caller, server)
                  DO UPDATE SET row_count = excluded.row_count
                """)
            .bind("deployment", deployment)
            .bind("day", day)
            .bind("caller", caller)
            .bind("server", server)
            .bind("count", count)
            .execute());
  }

  /** Removes what was used before the day. */
  public void forgetBefore(Transaction tx, String day) {
    tx.handle()
        .createUpdate("DELETE FROM deployment_usage WHERE day < :day")
        .bind("day", day)
        .execute();
  }

  /** Rows of the day by caller, as other servers than this counted them. */
  public Map<String, Long> usedElsewhere(String deployment, String day, String server) {
    return database.read(handle -> {
      Map<String, Long> all = new HashMap<>();
      handle
          .createQuery(
              """
              SELECT caller, SUM(row_count) AS used FROM deployment_usage
              WHERE deployment = :deployment AND day = :day AND server <> :server
              GROUP BY caller
              """)
          .bind("deployment", deployment)
          .bind("day", day)
          .bind("server", server)
          .map((rows, context) -> Map.entry(rows.getString("caller"), rows.getLong("used")))
          .forEach(each -> all.put(each.getKey(), each.getValue()));
      return all;
    });
  }

  private static DeploymentTerms terms(ResultSet rows) throws SQLException {
    double perSecond = rows.getDouble("per_second");
    Double speed = rows.wasNull() ? null : (Double) perSecond;
    Long quota = number(rows, "rows_per_day");
    Long bytes = number(rows, "cache_bytes");
    return new DeploymentTerms(
        rows.getString("stage"),
        rows.getInt("limited") == 0
            ? null
            : new DeploymentTerms.CallerLimit(speed, rows.getInt("burst"), quota),
        bytes == null
            ? null
            : new DeploymentTerms.CacheBounds(
                bytes, Duration.ofMillis(rows.getLong("cache_age_ms"))));
  }

  private static @Nullable Long number(ResultSet rows, String column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? null : (Long) value;
  }
}
