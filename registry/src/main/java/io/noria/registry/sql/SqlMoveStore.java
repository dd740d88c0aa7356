package io.noria.registry.sql;

import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.MovePolicy;
import io.noria.registry.MoveStore;
import io.noria.registry.Names;
import io.noria.registry.Promoted;
import io.noria.registry.Reason;
import io.noria.registry.RecordedMove;
import io.noria.registry.Stage;
import io.noria.registry.Standing;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.PageToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of aliases and of moves. */
public final class SqlMoveStore implements MoveStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlMoveStore.class);
  private final Database database;
  private final MovePolicy policy;

  /** The tables in the database; the policy is asked before every move. */
  public SqlMoveStore(Database database, MovePolicy policy) {
    this.database = database;
    this.policy = policy;
  }

  /** Asks whether anything goes by the model's name; outside of a transaction. */
  void beforeRename(String model) {
    policy.beforeRename(model);
  }

  /** Asks whether the model may be renamed. */
  void checkRename(Transaction tx, String model) {
    policy.checkRename(tx, model);
  }

  @Override
  public ModelVersion moveStage(ModelVersionId id, Stage to, boolean archiveOthers, Reason reason) {
    if (archiveOthers && to != Stage.STAGING && to != Stage.PRODUCTION) {
      throw NoriaException.invalid(
          "archive_existing_versions: true with stage "
              + to.title()
              + " (expected: Staging or Production)");
    }
    return database.write(tx -> {
      moveStage(tx, id, to, reason);
      if (archiveOthers) {
        archiveOthers(tx, id, to);
      }
      return VersionRows.full(tx.handle(), id);
    });
  }

  private void archiveOthers(Transaction tx, ModelVersionId id, Stage stage) {
    List<VersionRows.Row> others =
        VersionRows.list(
            tx.handle(),
            "WHERE model = ? AND stage = ? AND version <> ? AND lifecycle = 'ACTIVE'",
            id.model(),
            stage.name(),
            id.version());
    for (VersionRows.Row other : others) {
      Reason reason = Reason.of("version " + id.version() + " went to " + stage.title());
      moveStage(tx, other.version().id(), Stage.ARCHIVED, reason);
    }
  }

  @Override
  public ModelVersion setAlias(ModelVersionId id, String alias, Reason reason) {
    Names.alias(alias);
    return database.write(tx -> {
      setAlias(tx, id, alias, reason);
      return VersionRows.full(tx.handle(), id);
    });
  }

  @Override
  public void deleteAlias(String model, String alias, Reason reason) {
    Names.alias(alias);
    database.write(tx -> {
      SqlModelStore.full(tx.handle(), model);
      deleteAlias(tx, model, alias, reason);
      return true;
    });
  }

  @Override
  public Promoted promote(
      Transaction tx, ModelVersionId id, Stage to, String alias, Reason reason) {
    Names.alias(alias);
    Optional<Integer> former =
        aliased(tx.handle(), id.model(), alias).filter(version -> version != id.version());
    moveStage(tx, id, to, reason);
    setAlias(tx, id, alias, reason);
    ModelVersionId archived = null;
    if (former.isPresent()) {
      ModelVersionId before = new ModelVersionId(id.model(), former.get());
      String why = "version " + id.version() + " took over as " + alias;
      moveStage(tx, before, Stage.ARCHIVED, new Reason(why, reason.eventTime(), reason.evidence()));
      archived = before;
    }
    return new Promoted(VersionRows.full(tx.handle(), id), archived);
  }

  @Override
  public void moveStage(Transaction tx, ModelVersionId id, Stage to, Reason reason) {
    VersionRows.Row row = VersionRows.get(tx.handle(), id);
    Stage from = row.version().stage();
    if (from == to) {
      return;
    }
    Move move = new Move.OfStage(id, from, to, reason.why(), reason.eventTime(), reason.evidence());
    policy.check(tx, move);
    tx.handle()
        .execute(
            "UPDATE model_versions SET stage = ?, updated_ms = ? WHERE number = ?",
            to.name(),
            tx.now(),
            row.number());
    String summary =
        "Version "
            + id.version()
            + " of "
            + id.model()
            + " went from "
            + from.title()
            + " to "
            + to.title()
            + ".";
    record(tx, move, null, from.title(), to.title(), summary);
  }

  @Override
  public void setAlias(Transaction tx, ModelVersionId id, String alias, Reason reason) {
    VersionRows.get(tx.handle(), id);
    Integer from = aliased(tx.handle(), id.model(), alias).orElse(null);
    if (from != null && from == id.version()) {
      return;
    }
    SqlProtectionStore.check(tx, id.model(), alias);
    Move move =
        new Move.OfAlias(
            id, alias, from, id.version(), reason.why(), reason.eventTime(), reason.evidence());
    policy.check(tx, move);
    tx.handle()
        .execute(
            "INSERT INTO model_aliases (model, alias, version) VALUES (?, ?, ?)"
                + " ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version",
            id.model(),
            alias,
            id.version());
    WebhookQueue.alias(tx, id.model(), alias, id.version());
    String summary =
        "Alias "
            + alias
            + " of "
            + id.model()
            + " points at version "
            + id.version()
            + (from == null ? "." : ", was version " + from + ".");
    record(
        tx,
        move,
        alias,
        from == null ? null : Integer.toString(from),
        Integer.toString(id.version()),
        summary);
  }

  /** In the caller's transaction: drops the alias; one that is not there is no error. */
  void deleteAlias(Transaction tx, String model, String alias, Reason reason) {
    Integer from = aliased(tx.handle(), model, alias).orElse(null);
    if (from == null) {
      return;
    }
    SqlProtectionStore.check(tx, model, alias);
    ModelVersionId id = new ModelVersionId(model, from);
    Move move =
        new Move.OfAlias(
            id, alias, from, null, reason.why(), reason.eventTime(), reason.evidence());
    policy.check(tx, move);
    tx.handle().execute("DELETE FROM model_aliases WHERE model = ? AND alias = ?", model, alias);
    WebhookQueue.alias(tx, model, alias, null);
    String summary = "Alias " + alias + " of " + model + " was dropped from version " + from + ".";
    record(tx, move, alias, Integer.toString(from), null, summary);
  }

  /** In the caller's transaction: records that the version is deleted, after its aliases. */
  void deleted(Transaction tx, VersionRows.Row row, Reason reason) {
    ModelVersionId id = row.version().id();
    Stage from = row.version().stage();
    Move move = new Move.OfDeletion(id, from, reason.why(), reason.eventTime(), reason.evidence());
    policy.check(tx, move);
    String summary = "Version " + id.version() + " of " + id.model() + " was deleted.";
    record(tx, move, null, from.title(), null, summary);
  }

  private static void record(
      Transaction tx,
      Move move,
      @Nullable String alias,
      @Nullable String from,
      @Nullable String to,
      String summary) {
    ModelVersionId id = move.version();
    Ref evidence = move.evidence();
    tx.handle()
        .execute(
            "INSERT INTO model_moves (model, version, alias, moved_from, moved_to, who, why,"
                + " evidence, event_ms, recorded_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            id.model(),
            id.version(),
            alias,
            from,
            to,
            tx.actor(),
            move.why(),
            evidence == null ? null : evidence.toString(),
            move.eventTime(),
            tx.now());
    tx.publish(
        new Event.ModelVersionMoved(
            id.ref(),
            move.eventTime(),
            summary,
            id.model(),
            id.version(),
            alias == null ? "stage" : "alias",
            alias,
            from,
            to,
            move.why()));
    LOG.info("event=version_moved version={} alias={} from={} to={}", id, alias, from, to);
  }

  @Override
  public Page<RecordedMove> history(String model, int limit, @Nullable String pageToken) {
    if (limit < 1) {
      throw NoriaException.invalid("max_results: " + limit + " (expected: 1 or more)");
    }
    List<@Nullable Object> after = PageToken.read(model, pageToken, List.of(Long.class));
    Object before = after == null ? null : after.getFirst();
    long below = before instanceof Long sequence ? sequence : Long.MAX_VALUE;
    List<RecordedMove> moves =
        database.read(handle ->
            MoveRows.list(
                handle,
                "WHERE model = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
                model,
                below,
                limit + 1L));
    if (moves.size() <= limit) {
      return new Page<>(moves, null);
    }
    List<RecordedMove> shown = moves.subList(0, limit);
    return new Page<>(shown, PageToken.write(model, List.of(shown.getLast().sequence())));
  }

  @Override
  public List<RecordedMove> history(ModelVersionId id) {
    return database.read(handle ->
        MoveRows.list(
            handle, "WHERE model = ? AND version = ? ORDER BY sequence", id.model(), id.version()));
  }

  @Override
  public Optional<ModelVersionId> aliasAt(String model, String alias, Instant recorded) {
    return database.read(handle ->
        handle
            .select(
                "SELECT moved_to FROM model_moves WHERE model = ? AND alias = ?"
                    + " AND recorded_ms <= ? ORDER BY sequence DESC LIMIT 1",
                model,
                alias,
                recorded)
            .map((rows, context) -> Optional.ofNullable(rows.getString(1)))
            .findFirst()
            .flatMap(to -> to)
            .map(to -> new ModelVersionId(model, Names.version(to))));
  }

  @Override
  public Standing at(String model, Instant moment, boolean byEventTime) {
    return database.read(handle -> Standings.at(handle, model, moment, byEventTime));
  }

  /** The version that the alias points at. */
  static Optional<Integer> aliased(Handle handle, String model, String alias) {
    return handle
        .select("SELECT version FROM model_aliases WHERE model = ? AND alias = ?", model, alias)
        .mapTo(Integer.class)
        .findFirst();
  }
}
