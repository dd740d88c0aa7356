package io.noria.delivery.sql;

import io.noria.base.Ref;
import io.noria.delivery.TriggerDecision;
import io.noria.delivery.TriggerPolicy;
import io.noria.delivery.TriggerStore;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Triggers in the database. */
public final class SqlTriggerStore implements TriggerStore {
  private static final String COLUMNS =
      "SELECT id, project, decision, reason, why, event_ms, recorded_ms, actor, pipeline_run,"
          + " problem FROM trigger_decision ";

  private final Database db;

  /** On the database. */
  public SqlTriggerStore(Database db) {
    this.db = db;
  }

  @Override
  public void put(TriggerPolicy policy) {
    db.write(tx ->
        tx.handle()
            .execute(
                "INSERT INTO trigger_policy (project, body) VALUES (?, ?)"
                    + " ON CONFLICT (project) DO UPDATE SET body = excluded.body",
                policy.project(),
                Json.write(policy)));
  }

  @Override
  public List<TriggerPolicy> policies() {
    return db.read(handle ->
        handle
            .createQuery("SELECT body FROM trigger_policy ORDER BY project")
            .map((rs, ctx) -> Json.read(rs.getString(1), TriggerPolicy.class))
            .list());
  }

  @Override
  public boolean add(Transaction tx, Cause cause) {
    return tx.handle()
            .createUpdate(
                "INSERT INTO trigger_cause (project, ref, kind, event_ms)"
                    + " VALUES (:project, :ref, :kind, :event) ON CONFLICT (project, ref)"
                    + " DO NOTHING")
            .bind("project", cause.project())
            .bind("ref", cause.ref().toString())
            .bind("kind", cause.kind().name())
            .bind("event", cause.eventTime().toEpochMilli())
            .execute()
        == 1;
  }

  @Override
  public List<Cause> waiting(Transaction tx, String project) {
    return waiting(tx.handle(), project);
  }

  @Override
  public List<Cause> waiting(String project) {
    return db.read(handle -> waiting(handle, project));
  }

  private static List<Cause> waiting(Handle handle, String project) {
    return causes(
        handle
            .createQuery(
                "SELECT project, ref, kind, event_ms FROM trigger_cause"
                    + " WHERE project = :project AND taken_by IS NULL ORDER BY event_ms, ref")
            .bind("project", project));
  }

  @Override
  public Optional<Cause> newestTaken(Transaction tx, String project) {
    return causes(
            tx.handle()
                .createQuery(
                    "SELECT project, ref, kind, event_ms FROM trigger_cause WHERE project ="
                        + " :project AND taken_by IS NOT NULL AND kind = 'DATA'"
                        + " ORDER BY event_ms DESC, ref DESC LIMIT 1")
                .bind("project", project))
        .stream()
        .findFirst();
  }

  private static List<Cause> causes(Query query) {
    return query
        .map((rs, ctx) ->
            new Cause(
                rs.getString("project"),
                Ref.parse(rs.getString("ref")),
                Kind.valueOf(rs.getString("kind")),
                Instant.ofEpochMilli(rs.getLong("event_ms"))))
        .list();
  }

  @Override
  public void put(Transaction tx, TriggerDecision decision, String reason) {
    tx.handle()
        .createUpdate(
            "INSERT INTO trigger_decision (id, project, decision, reason, why, event_ms,"
                + " recorded_ms, actor) VALUES (:id, :project, :decision, :reason, :why, :event,"
                + " :recorded, :actor)")
        .bind("id", decision.id())
        .bind("project", decision.project())
        .bind("decision", decision.decision().name())
        .bind("reason", reason)
        .bind("why", decision.why())
        .bind("event", decision.eventTime().toEpochMilli())
        .bind("recorded", decision.recordedAt().toEpochMilli())
        .bind("actor", decision.actor())
        .execute();
    for (Ref cause : decision.causes()) {
      join(tx, decision.id(), cause);
      if (decision.decision() == TriggerDecision.Decision.FIRED) {
        tx.handle()
            .execute(
                "UPDATE trigger_cause SET taken_by = ? WHERE project = ? AND ref = ?",
                decision.id(),
                decision.project(),
                cause.toString());
      }
    }
  }

  @Override
  public void join(Transaction tx, String decisionId, Ref cause) {
    tx.handle()
        .execute(
            "INSERT INTO trigger_decision_cause (decision, ref) VALUES (?, ?)"
                + " ON CONFLICT (decision, ref) DO NOTHING",
            decisionId,
            cause.toString());
  }

  @Override
  public Optional<String> reason(Transaction tx, String decisionId) {
    return tx.handle()
        .createQuery("SELECT reason FROM trigger_decision WHERE id = :id")
        .bind("id", decisionId)
        .mapTo(String.class)
        .findOne();
  }

  @Override
  public void submitted(Transaction tx, String decisionId, Ref pipelineRun) {
    tx.handle()
        .execute(
            "UPDATE trigger_decision SET pipeline_run = ? WHERE id = ?",
            pipelineRun.toString(),
            decisionId);
  }

  @Override
  public void failed(Transaction tx, String decisionId, String problem) {
    tx.handle()
        .execute("UPDATE trigger_decision SET problem = ? WHERE id = ?", problem, decisionId);
    tx.handle().execute("UPDATE trigger_cause SET taken_by = NULL WHERE taken_by = ?", decisionId);
  }

  @Override
  public List<TriggerDecision> unsubmitted() {
    return db.read(handle ->
        decisions(
            handle,
            handle.createQuery(
                COLUMNS
                    + "WHERE decision = 'FIRED' AND pipeline_run IS NULL AND problem IS NULL"
                    + " ORDER BY sequence")));
  }

  @Override
  public List<TriggerDecision> list(String project, int limit) {
    return db.read(handle ->
        decisions(
            handle,
            handle
                .createQuery(
                    COLUMNS + "WHERE project = :project ORDER BY sequence DESC LIMIT :limit")
                .bind("project", project)
                .bind("limit", limit)));
  }

  @Override
  public Optional<TriggerDecision> latest(Transaction tx, String project, boolean firedOnly) {
    return decisions(
            tx.handle(),
            tx.handle()
                .createQuery(
                    COLUMNS
                        + "WHERE project = :project"
                        + (firedOnly ? " AND decision = 'FIRED' AND problem IS NULL" : "")
                        + " ORDER BY sequence DESC LIMIT 1")
                .bind("project", project))
        .stream()
        .findFirst();
  }

  @Override
  public Optional<TriggerDecision> find(String id) {
    return db.read(handle ->
        decisions(handle, handle.createQuery(COLUMNS + "WHERE id = :id").bind("id", id)).stream()
            .findFirst());
  }

  private static List<TriggerDecision> decisions(Handle handle, Query query) {
    return query.map((rs, ctx) -> decision(handle, rs)).list();
  }

  private static TriggerDecision decision(Handle handle, ResultSet rs) throws SQLException {
    String id = rs.getString("id");
    String problem = rs.getString("problem");
    String run = rs.getString("pipeline_run");
    List<Ref> causes =
        handle
            .createQuery("SELECT ref FROM trigger_decision_cause WHERE decision = :id ORDER BY ref")
            .bind("id", id)
            .map((row, ctx) -> Ref.parse(row.getString(1)))
            .list();
    return new TriggerDecision(
        id,
        rs.getString("project"),
        TriggerDecision.Decision.valueOf(rs.getString("decision")),
        rs.getString("why") + (problem == null ? "" : " (not started: " + problem + ")"),
        causes,
        Instant.ofEpochMilli(rs.getLong("event_ms")),
        Instant.ofEpochMilli(rs.getLong("recorded_ms")),
        rs.getString("actor"),
        run == null ? null : Ref.parse(run));
  }
}
