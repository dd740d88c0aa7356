package io.noria.registry.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.MovePolicy;
import io.noria.registry.Names;
import io.noria.registry.RegistryImports;
import io.noria.storage.imports.ImportLedger;
import io.noria.storage.imports.ImportRecord;
import io.noria.storage.imports.ImportResult;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes another registry into this area's tables. */
public final class SqlRegistryImports implements RegistryImports {
  private static final String MODEL = "model";
  private static final String ALIAS = "alias";
  private final Database database;
  private final MovePolicy policy;

  /** The tables in the database; the policy is asked before a stage or an alias comes over. */
  public SqlRegistryImports(Database database, MovePolicy policy) {
    this.database = database;
    this.policy = policy;
  }

  @Override
  public List<ImportResult> restore(String source, List<Restored> records) {
    return ImportLedger.batch(
        database,
        records,
        (tx, record) -> restore(tx, source, record),
        record ->
            switch (record) {
              case Restored.OfModel one -> new ImportLedger.Name(MODEL, one.name());
              case Restored.OfVersion one ->
                  new ImportLedger.Name(VersionRestore.KIND, one.id().toString());
              case Restored.OfAlias one ->
                  new ImportLedger.Name(ALIAS, one.version().model() + "@" + one.alias());
            });
  }

  private ImportResult restore(Transaction tx, String source, Restored record) throws SQLException {
    return switch (record) {
      case Restored.OfModel one -> model(tx, source, one);
      case Restored.OfVersion one -> {
        active(tx, one.id().model());
        yield ImportLedger.restore(tx, source, new VersionRestore(one, policy));
      }
      case Restored.OfAlias one -> {
        Names.alias(one.alias());
        VersionRows.get(tx.handle(), one.version());
        yield ImportLedger.restore(tx, source, new Alias(one, policy));
      }
    };
  }

  private static void active(Transaction tx, String model) throws SQLException {
    if (ImportLedger.findHere(tx, MODEL, model).isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model " + Limits.shown(model) + " is not from an import (expected: one that is)");
    }
  }

  private static ImportResult model(Transaction tx, String source, Restored.OfModel wanted)
      throws SQLException {
    Names.model(wanted.name());
    ImportResult result = ImportLedger.restore(tx, source, new Model(wanted));
    // Numbers are never given twice, whatever became of the rest.
    tx.handle()
        .execute(
            "UPDATE registered_models SET last_version = ? WHERE name = ? AND last_version < ?",
            wanted.lastVersion(),
            wanted.name(),
            wanted.lastVersion());
    return result;
  }

  /** Tags that can be here; the others are noted. */
  static Map<String, String> fit(Map<String, String> tags, List<String> notes) {
    Map<String, String> fit = new TreeMap<>();
    tags.forEach((key, value) -> {
      try {
        Tags.check(Map.of(key, value));
        fit.put(key, value);
      } catch (NoriaException e) {
        notes.add("left out: " + e.getMessage());
      }
    });
    return fit;
  }

  private record Model(Restored.OfModel wanted) implements ImportRecord {
    private record Made(String description, String created, Map<String, String> tags) {}

    @Override
    public String kind() {
      return MODEL;
    }

    @Override
    public String id() {
      return wanted.name();
    }

    @Override
    public String here() {
      return wanted.name();
    }

    @Override
    public String given() {
      return Json.write(wanted);
    }

    @Override
    public boolean isUnique() {
      return false;
    }

    @Override
    public @Nullable String made(Handle handle) {
      Map<String, String> tags =
          Tags.OF_MODELS.all(handle, List.of(wanted.name())).getOrDefault(wanted.name(), Map.of());
      return handle
          .select(
              "SELECT description, created_ms FROM registered_models"
                  + " WHERE name = ? AND lifecycle = 'ACTIVE'",
              wanted.name())
          .map((rows, context) -> Json.write(new Made(rows.getString(1), rows.getString(2), tags)))
          .findFirst()
          .orElse(null);
    }

    /** A deleted model of the name comes back with it: its numbers go on. */
    @Override
    public List<String> create(Transaction tx) {
      tx.handle()
          .execute(
              "INSERT INTO registered_models"
                  + " (name, description, lifecycle, last_version, created_ms, updated_ms)"
                  + " VALUES (?, ?, 'ACTIVE', 0, ?, ?) ON CONFLICT (name) DO UPDATE"
                  + " SET description = excluded.description, lifecycle = 'ACTIVE',"
                  + " created_ms = excluded.created_ms, updated_ms = excluded.updated_ms",
              wanted.name(),
              wanted.description(),
              wanted.createdAt(),
              wanted.updatedAt());
      return tags(tx.handle());
    }

    @Override
    public List<String> update(Transaction tx) {
      tx.handle()
          .execute(
              "UPDATE registered_models SET description = ?, created_ms = ?, updated_ms = ?"
                  + " WHERE name = ?",
              wanted.description(),
              wanted.createdAt(),
              wanted.updatedAt(),
              wanted.name());
      Tags.OF_MODELS.removeAll(tx.handle(), wanted.name());
      return tags(tx.handle());
    }

    private List<String> tags(Handle handle) {
      List<String> notes = new ArrayList<>();
      Tags.OF_MODELS.put(handle, wanted.name(), fit(wanted.tags(), notes));
      return notes;
    }
  }

  private record Alias(Restored.OfAlias wanted, MovePolicy policy) implements ImportRecord {
    @Override
    public String kind() {
      return ALIAS;
    }

    @Override
    public String id() {
      return wanted.version().model() + "@" + wanted.alias();
    }

    @Override
    public String given() {
      return Integer.toString(wanted.version().version());
    }

    @Override
    public boolean isUnique() {
      return false;
    }

    @Override
    public @Nullable String made(Handle handle) {
      return SqlMoveStore.aliased(handle, wanted.version().model(), wanted.alias())
          .map(version -> Integer.toString(version))
          .orElse(null);
    }

    @Override
    public List<String> create(Transaction tx) {
      return point(tx, null);
    }

    @Override
    public List<String> update(Transaction tx) {
      return point(tx, made(tx.handle()));
    }

    /** When it was pointed there is not known: at the latest when the version last changed. */
    private List<String> point(Transaction tx, @Nullable String from) {
      ModelVersionId id = wanted.version();
      SqlProtectionStore.check(tx, id.model(), wanted.alias());
      Integer before = from == null ? null : Integer.valueOf(from);
      policy.check(
          tx,
          new Move.OfAlias(
              id, wanted.alias(), before, id.version(), VersionRestore.WHY, null, null));
      var version = VersionRows.get(tx.handle(), id).version();
      tx.handle()
          .execute(
              "INSERT INTO model_aliases (model, alias, version) VALUES (?, ?, ?)"
                  + " ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version",
              id.model(),
              wanted.alias(),
              id.version());
      VersionRestore.move(
          tx,
          new VersionRestore.Past(
              id,
              wanted.alias(),
              from,
              Integer.toString(id.version()),
              version.user(),
              version.updatedAt()));
      return List.of();
    }
  }
}
