package io.noria.registry.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.MovePolicy;
import io.noria.registry.RegistryImports.Restored;
import io.noria.registry.Stage;
import io.noria.storage.imports.ImportRecord;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Brings a version over under its own number. */
final class VersionRestore implements ImportRecord {
  static final String KIND = "version";
  static final String WHY = "it stood there when it was imported";
  private static final int SOURCE = 2000;

  private final Restored.OfVersion wanted;
  private final MovePolicy policy;

  VersionRestore(Restored.OfVersion wanted, MovePolicy policy) {
    this.wanted = wanted;
    this.policy = policy;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String id() {
    return wanted.id().toString();
  }

  @Override
  public String given() {
    return Json.write(wanted);
  }

  @Override
  public boolean isUnique() {
    return false;
  }

  /** The version without its aliases, which come over by themselves. */
  private record Made(ModelVersion bare, Map<String, String> tags) {}

  @Override
  public @Nullable String made(Handle handle) {
    return VersionRows.find(handle, wanted.id())
        .map(row ->
            Json.write(
                new Made(
                    row.version(),
                    Tags.OF_VERSIONS
                        .all(handle, List.of(row.number()))
                        .getOrDefault(row.number(), Map.of()))))
        .orElseGet(
            () -> VersionRows.sourceOf(handle, wanted.id()).map(source -> "deleted").orElse(null));
  }

  @Override
  public List<String> create(Transaction tx) {
    Handle handle = tx.handle();
    ModelVersionId id = wanted.id();
    Limits.atMost("source", wanted.source(), SOURCE);
    RunId run = wanted.run();
    LoggedModelId logged = wanted.loggedModel();
    List<String> notes = new ArrayList<>();
    Stage stage = allowed(tx, Stage.DEVELOPMENT, notes);
    long number =
        handle
            .select(
                "INSERT INTO model_versions (model, version, lifecycle, stage, source, run,"
                    + " logged_model, user_name, description, created_ms, updated_ms)"
                    + " VALUES (?, ?, 'ACTIVE', ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
                id.model(),
                id.version(),
                stage.name(),
                wanted.source(),
                run == null ? null : run.value(),
                logged == null ? null : logged.value(),
                wanted.user(),
                wanted.description(),
                wanted.createdAt(),
                wanted.updatedAt())
            .mapTo(Long.class)
            .one();
    handle.execute(
        "UPDATE registered_models SET last_version = ? WHERE name = ? AND last_version < ?",
        id.version(),
        id.model(),
        id.version());
    if (run != null) {
      tx.link(run.ref(), "produced", id.ref());
    }
    if (stage != Stage.DEVELOPMENT) {
      stood(tx, Stage.DEVELOPMENT);
    }
    return tags(handle, number, notes);
  }

  @Override
  public List<String> update(Transaction tx) {
    Handle handle = tx.handle();
    VersionRows.Row row = VersionRows.get(handle, wanted.id());
    RunId run = wanted.run();
    LoggedModelId logged = wanted.loggedModel();
    Stage from = row.version().stage();
    List<String> notes = new ArrayList<>();
    Stage stage = allowed(tx, from, notes);
    handle.execute(
        "UPDATE model_versions SET stage = ?, source = ?, run = ?, logged_model = ?,"
            + " user_name = ?, description = ?, created_ms = ?, updated_ms = ? WHERE number = ?",
        stage.name(),
        wanted.source(),
        run == null ? null : run.value(),
        logged == null ? null : logged.value(),
        wanted.user(),
        wanted.description(),
        wanted.createdAt(),
        wanted.updatedAt(),
        row.number());
    if (from != stage) {
      stood(tx, from);
    }
    Tags.OF_VERSIONS.removeAll(handle, row.number());
    return tags(handle, row.number(), notes);
  }

  /** The stage it had, unless a gate of here keeps it out: then it stays where it stands. */
  private Stage allowed(Transaction tx, Stage from, List<String> notes) {
    Stage to = wanted.stage();
    if (from == to) {
      return to;
    }
    try {
      policy.check(tx, new Move.OfStage(wanted.id(), from, to, WHY, null, null));
      return to;
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      notes.add(
          "refused: stage " + to.title() + ", it is in " + from.title() + ": " + e.getMessage());
      return from;
    }
  }

  private List<String> tags(Handle handle, long number, List<String> notes) {
    Tags.OF_VERSIONS.put(handle, number, SqlRegistryImports.fit(wanted.tags(), notes));
    return notes;
  }

  /** When it came there is not known: at the latest when it last changed. */
  private void stood(Transaction tx, Stage from) {
    move(
        tx,
        new Past(
            wanted.id(),
            null,
            from.title(),
            wanted.stage().title(),
            wanted.user(),
            wanted.updatedAt()));
  }

  /**
   * A move that was made elsewhere.
   *
   * @param alias null for one of the stage
   * @param from where it stood before; null for nowhere
   */
  record Past(
      ModelVersionId version,
      @Nullable String alias,
      @Nullable String from,
      String to,
      String who,
      Instant at) {}

  /** Records a move of the past, in silence. */
  static void move(Transaction tx, Past past) {
    tx.handle()
        .execute(
            "INSERT INTO model_moves (model, version, alias, moved_from, moved_to, who, why,"
                + " evidence, event_ms, recorded_ms) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
            past.version().model(),
            past.version().version(),
            past.alias(),
            past.from(),
            past.to(),
            past.who(),
            WHY,
            past.at());
  }
}
