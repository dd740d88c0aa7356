package io.noria.serving.sql;

import io.noria.serving.Canary;
import io.noria.serving.CanaryPlan;
import io.noria.serving.Follow;
import io.noria.serving.LatencyCounts;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Canaries and what servers counted for them as rows. Thread-safe. */
public final class SqlCanaryStore {
  private final Database database;

  /** On the database. */
  public SqlCanaryStore(Database database) {
    this.database = database;
  }

  /**
   * What one side of a canary did in a step.
   *
   * @param failed requests
   * @param latency of the answered requests
   */
  public record Count(long failed, LatencyCounts latency) {
    /** Nothing. */
    public static final Count NONE = new Count(0, LatencyCounts.NONE);

    /** Both. */
    public Count plus(Count other) {
      return new Count(failed + other.failed, latency.plus(other.latency));
    }

    /** As it is shown. */
    public Canary.Figures figures() {
      long answered = latency.count();
      return new Canary.Figures(answered, failed, answered == 0 ? null : latency.quantile(0.99));
    }
  }

  /** Which side a count is of. */
  public enum Side {
    /** The new version. */
    CANARY,
    /** The deployment's own. */
    BASE
  }

  /** Those under way, of all deployments. */
  public List<Canary> underWay() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM deployment_canary WHERE state IN ('running', 'paused')")
            .map((rows, context) -> canary(rows))
            .list());
  }

  /** The one under way, as the handle sees it. */
  public Optional<Canary> underWay(Handle handle, String deployment) {
    return handle
        .createQuery(
            """
            SELECT * FROM deployment_canary
            WHERE deployment = :deployment AND state IN ('running', 'paused')
            """)
        .bind("deployment", deployment)
        .map((rows, context) -> canary(rows))
        .findOne();
  }

  /** The deployment's newest. */
  public Optional<Canary> newest(String deployment) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT * FROM deployment_canary WHERE deployment = :deployment
                ORDER BY created_ms DESC,
                  CASE WHEN state IN ('running', 'paused') THEN 0 ELSE 1 END, id DESC LIMIT 1
                """)
            .bind("deployment", deployment)
            .map((rows, context) -> canary(rows))
            .findOne());
  }

  /** Writes a new one. */
  public void add(Transaction tx, Canary canary) {
    CanaryPlan plan = canary.plan();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO deployment_canary (id, deployment, model, follow, version, base_model,
              base_version, steps, every_ms, max_error_rate, max_p99_ratio, min_requests, state,
              step, step_since_ms, why, created_ms, created_by, updated_ms)
            VALUES (:id, :deployment, :model, :follow, :version, :baseModel,
              :baseVersion, :steps, :every, :errors, :latency, :requests, :state,
              :step, :since, :why, :created, :by, :updated)
            """)
        .bind("id", canary.id())
        .bind("deployment", canary.deployment())
        .bind("model", plan.model())
        .bind("follow", plan.follow().toString())
        .bind("version", canary.version())
        .bind("baseModel", canary.baseModel())
        .bind("baseVersion", canary.baseVersion())
        .bind("steps", plan.steps().stream().map(String::valueOf).collect(Collectors.joining(",")))
        .bind("every", plan.every().toMillis())
        .bind("errors", plan.guards().maxErrorRate())
        .bind("latency", plan.guards().maxP99Ratio())
        .bind("requests", plan.guards().minRequests())
        .bind("state", canary.state().wire())
        .bind("step", canary.step())
        .bind("since", canary.stepSince().toEpochMilli())
        .bind("why", canary.why())
        .bind("created", canary.createdAt().toEpochMilli())
        .bind("by", canary.createdBy())
        .bind("updated", canary.updatedAt().toEpochMilli())
        .execute();
  }

  /**
   * Moves it on if it is still as it was.
   *
   * @return whether it was: else somebody else has moved it
   */
  public boolean move(Transaction tx, Canary from, Canary to) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE deployment_canary SET state = :state, step = :step, step_since_ms = :since,
                  why = :why, updated_ms = :updated
                WHERE id = :id AND state = :fromState AND step = :fromStep
                  AND step_since_ms = :fromSince
                """)
            .bind("state", to.state().wire())
            .bind("step", to.step())
            .bind("since", to.stepSince().toEpochMilli())
            .bind("why", to.why())
            .bind("updated", to.updatedAt().toEpochMilli())
            .bind("id", from.id())
            .bind("fromState", from.state().wire())
            .bind("fromStep", from.step())
            .bind("fromSince", from.stepSince().toEpochMilli())
            .execute()
        == 1;
  }

  /** Removes all of the deployment. */
  public void delete(Transaction tx, String deployment) {
    tx.handle()
        .createUpdate(
            """
            DELETE FROM deployment_canary_count WHERE canary IN
              (SELECT id FROM deployment_canary WHERE deployment = :deployment)
            """)
        .bind("deployment", deployment)
        .execute();
    tx.handle()
        .createUpdate("DELETE FROM deployment_canary WHERE deployment = :deployment")
        .bind("deployment", deployment)
        .execute();
  }

  /** Writes what one server counted in the step, over what it had written. */
  public void count(Transaction tx, Canary canary, String server, Side side, Count count) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO deployment_canary_count (canary, step, server, side, failed, latency)
            VALUES (:canary, :step, :server, :side, :failed, :latency)
            ON CONFLICT (canary, step, server, side)
              DO UPDATE SET failed = excluded.failed, latency = excluded.latency
            """)
        .bind("canary", canary.id())
        .bind("step", canary.step())
        .bind("server", server)
        .bind("side", side.name().toLowerCase(Locale.ROOT))
        .bind("failed", count.failed())
        .bind("latency", text(count.latency()))
        .execute();
  }

  /** What all servers counted in the step that it is at. */
  public Count counted(Canary canary, Side side) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT failed, latency FROM deployment_canary_count
                WHERE canary = :canary AND step = :step AND side = :side
                """)
            .bind("canary", canary.id())
            .bind("step", canary.step())
            .bind("side", side.name().toLowerCase(Locale.ROOT))
            .map((rows, context) ->
                new Count(rows.getLong("failed"), latency(rows.getString("latency"))))
            .list()
            .stream()
            .reduce(Count.NONE, Count::plus));
  }

  /** {@code bucket:count} of those that hold something. */
  private static String text(LatencyCounts counts) {
    StringBuilder text = new StringBuilder();
    for (int bucket = 0; bucket < LatencyCounts.BUCKETS; bucket++) {
      if (counts.count(bucket) > 0) {
        text.append(text.isEmpty() ? "" : ",")
            .append(bucket)
            .append(':')
            .append(counts.count(bucket));
      }
    }
    return text.toString();
  }

  private static LatencyCounts latency(String text) {
    long[] all = new long[LatencyCounts.BUCKETS];
    for (String each : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int colon = each.indexOf(':');
      all[Integer.parseInt(each.substring(0, colon))] = Long.parseLong(each.substring(colon + 1));
    }
    return LatencyCounts.of(all);
  }

  private static Canary canary(ResultSet rows) throws SQLException {
    var guards =
        new CanaryPlan.Guards(
            number(rows, "max_error_rate"),
            number(rows, "max_p99_ratio"),
            rows.getLong("min_requests"));
    var plan =
        new CanaryPlan(
            rows.getString("model"),
            Follow.parse(rows.getString("follow")),
            Arrays.stream(rows.getString("steps").split(",", -1)).map(Double::valueOf).toList(),
            Duration.ofMillis(rows.getLong("every_ms")),
            guards);
    return new Canary(
        rows.getString("id"),
        rows.getString("deployment"),
        plan,
        rows.getInt("version"),
        rows.getString("base_model"),
        rows.getInt("base_version"),
        Canary.State.valueOf(rows.getString("state").toUpperCase(Locale.ROOT)),
        rows.getInt("step"),
        Instant.ofEpochMilli(rows.getLong("step_since_ms")),
        rows.getString("why"),
        Instant.ofEpochMilli(rows.getLong("created_ms")),
        rows.getString("created_by"),
        Instant.ofEpochMilli(rows.getLong("updated_ms")),
        Canary.Figures.NONE,
        Canary.Figures.NONE);
  }

  private static @Nullable Double number(ResultSet rows, String column) throws SQLException {
    double value = rows.getDouble(column);
    return rows.wasNull() ? null : (Double) value;
  }
}
