package io.noria.registry.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.registry.ModelStore;
import io.noria.registry.ModelVersion;
import io.noria.registry.Names;
import io.noria.registry.Reason;
import io.noria.registry.RegisteredModel;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Filter;
import io.noria.tracking.Limits;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchSql;
import io.noria.tracking.WorkspaceName;
import io.noria.tracking.WorkspaceStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of registered models. */
public final class SqlModelStore implements ModelStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlModelStore.class);

  private final Database database;
  private final SqlMoveStore moves;
  private final WorkspaceStore workspaces;

  /**
   * The table in the database; deleting a model drops its aliases through the moves.
   *
   * @param workspaces that models may be in
   */
  public SqlModelStore(Database database, SqlMoveStore moves, WorkspaceStore workspaces) {
    this.database = database;
    this.moves = moves;
    this.workspaces = workspaces;
  }

  @Override
  public RegisteredModel create(String name, String description, Map<String, String> tags) {
    Names.model(name);
    Tags.check(tags);
    RegisteredModel model =
        database.write(tx -> {
          if (!insert(tx, name, description)) {
            throw taken(name);
          }
          Tags.OF_MODELS.put(tx.handle(), name, tags);
          WebhookQueue.modelCreated(tx, name, description, tags);
          return full(tx.handle(), name);
        });
    LOG.info("event=model_created model={}", name);
    return model;
  }

  @Override
  public void ensure(String name) {
    Names.model(name);
    if (find(name).isEmpty()) {
      database.write(tx -> {
        boolean made = insert(tx, name, "");
        if (made) {
          WebhookQueue.modelCreated(tx, name, "", Map.of());
        }
        return made;
      });
    }
  }

  /** Inserts, or brings back a deleted one whose numbers go on; false when it is there. */
  private boolean insert(Transaction tx, String name, String description) {
    checkWorkspace(tx, name);
    return tx.handle()
            .execute(
                "INSERT INTO registered_models"
                    + " (name, description, lifecycle, last_version, created_ms, updated_ms)"
                    + " VALUES (?, ?, 'ACTIVE', 0, ?, ?) ON CONFLICT (name) DO UPDATE"
                    + " SET description = excluded.description, lifecycle = 'ACTIVE',"
                    + " created_ms = excluded.created_ms, updated_ms = excluded.updated_ms"
                    + " WHERE registered_models.lifecycle = 'DELETED'",
                name,
                description,
                tx.now(),
                tx.now())
        > 0;
  }

  /** Without such a workspace it is a name with a slash, which is none. */
  private void checkWorkspace(Transaction tx, String name) {
    WorkspaceName workspace = Names.workspace(name);
    if (!workspace.isDefault() && workspaces.hold(tx, workspace).isEmpty()) {
      throw Names.noName(name);
    }
  }

  private static NoriaException taken(String name) {
    return new NoriaException(
        ErrorCode.ALREADY_EXISTS, "registered model: '" + Limits.shown(name) + "' exists");
  }

  @Override
  public RegisteredModel get(String name) {
    return database.read(handle -> full(handle, name));
  }

  @Override
  public Optional<RegisteredModel> find(String name) {
    return database.read(handle -> Optional.ofNullable(byName(handle, List.of(name)).get(name)));
  }

  @Override
  public RegisteredModel rename(String name, String newName) {
    Names.model(newName);
    beforeRename(name);
    RegisteredModel renamed =
        database.write(tx -> {
          rename(tx, name, newName);
          return full(tx.handle(), newName);
        });
    LOG.info("event=model_renamed model={} was={}", newName, name);
    return renamed;
  }

  /** Asked before the transaction of a rename. */
  void beforeRename(String name) {
    moves.beforeRename(name);
  }

  /** In the caller's transaction. */
  void rename(Transaction tx, String name, String newName) {
    full(tx.handle(), name);
    checkWorkspace(tx, newName);
    moves.checkRename(tx, name);
    SqlProtectionStore.checkAll(tx, name);
    boolean used =
        tx.handle()
            .select("SELECT 1 FROM registered_models WHERE name = ?", newName)
            .mapTo(Integer.class)
            .findFirst()
            .isPresent();
    if (used) {
      throw taken(newName);
    }
    Renames.move(tx, name, newName);
  }

  @Override
  public RegisteredModel describe(String name, String description) {
    return database.write(tx -> {
      full(tx.handle(), name);
      tx.handle()
          .execute(
              "UPDATE registered_models SET description = ?, updated_ms = ? WHERE name = ?",
              description,
              tx.now(),
              name);
      return full(tx.handle(), name);
    });
  }

  @Override
  public void setTag(String name, String key, String value) {
    Tags.check(Map.of(key, value));
    database.write(tx -> {
      full(tx.handle(), name);
      Tags.OF_MODELS.put(tx.handle(), name, Map.of(key, value));
      WebhookQueue.modelTag(tx, name, key, value);
      return true;
    });
  }

  @Override
  public void deleteTag(String name, String key) {
    database.write(tx -> {
      full(tx.handle(), name);
      WebhookQueue.modelTag(tx, name, key, null);
      Tags.OF_MODELS.remove(tx.handle(), name, key);
      return true;
    });
  }

  @Override
  public void delete(String name) {
    database.write(tx -> {
      delete(tx, name);
      return true;
    });
    LOG.info("event=model_deleted model={}", name);
  }

  /** In the caller's transaction. */
  void delete(Transaction tx, String name) {
    RegisteredModel model = full(tx.handle(), name);
    SqlProtectionStore.checkAll(tx, name);
    for (String alias : model.aliases().keySet()) {
      moves.deleteAlias(tx, name, alias, Reason.of("the model was deleted"));
    }
    for (VersionRows.Row row :
        VersionRows.list(tx.handle(), "WHERE model = ? AND lifecycle = 'ACTIVE'", name)) {
      moves.deleted(tx, row, Reason.of("the model was deleted"));
    }
    Tags.OF_MODELS.removeAll(tx.handle(), name);
    tx.handle()
        .execute(
            "UPDATE model_versions SET lifecycle = 'DELETED', updated_ms = ?, deleted_ms = ?"
                + " WHERE model = ? AND lifecycle = 'ACTIVE'",
            tx.now(),
            tx.now(),
            name);
    tx.handle().execute("DELETE FROM protected_aliases WHERE model = ?", name);
    tx.handle()
        .execute(
            "UPDATE registered_models SET lifecycle = 'DELETED', updated_ms = ? WHERE name = ?",
            tx.now(),
            name);
  }

  @Override
  public Page<RegisteredModel> search(
      @Nullable WorkspaceName workspace,
      String filter,
      List<String> orderBy,
      int limit,
      @Nullable String pageToken) {
    if (limit < 0 || limit > 1000) {
      throw NoriaException.invalid("max_results: " + limit + " (expected: 0 to 1000)");
    }
    NamesIn names = NamesIn.column("m.name", workspace);
    SearchSql sql =
        new SearchSql(database.dialect(), field -> field(field, names))
            .filter(filter)
            .and("m.lifecycle = 'ACTIVE'")
            .and(names.condition())
            .order(orderBy)
            .sort(SearchField.text(names.plain()), true);
    return RegistryPages.read(
        database,
        sql,
        names.question(filter, orderBy),
        new RegistryPages.From<>(String.class, "m.name", "registered_models m", limit, pageToken),
        SqlModelStore::byName);
  }

  private static SearchField field(Filter.Field field, NamesIn names) {
    String expected = "name, timestamp, last_updated_timestamp or tags.KEY";
    return switch (field.scope()) {
      case "", "attribute", "attributes" ->
          switch (field.key()) {
            case "name" -> SearchField.text(names.plain());
            case "timestamp", "last_updated_timestamp" -> SearchField.number("m.updated_ms");
            case "creation_timestamp" -> SearchField.number("m.created_ms");
            default -> throw Fault.noField(field, expected);
          };
      case "tag", "tags" ->
          RegistryPages.tag(
              field.key(), "FROM registered_model_tags x WHERE x.model = m.name AND x.key = ?");
      default -> throw Fault.noField(field, expected);
    };
  }

  /** The model; NOT_FOUND when there is none. */
  static RegisteredModel full(Handle handle, String name) {
    RegisteredModel model = byName(handle, List.of(name)).get(name);
    if (model == null) {
      throw Fault.noModel(name);
    }
    return model;
  }

  private static Map<String, RegisteredModel> byName(Handle handle, List<String> names) {
    Map<String, RegisteredModel> found = new HashMap<>();
    Map<Object, Map<String, String>> tags = Tags.OF_MODELS.all(handle, names);
    for (String name : names) {
      handle
          .select(
              "SELECT description, created_ms, updated_ms FROM registered_models"
                  + " WHERE name = ? AND lifecycle = 'ACTIVE'",
              name)
          .map((rows, context) ->
              new RegisteredModel(
                  name,
                  rows.getString(1),
                  Instant.ofEpochMilli(rows.getLong(2)),
                  Instant.ofEpochMilli(rows.getLong(3)),
                  tags.getOrDefault(name, Map.of()),
                  aliases(handle, name),
                  latest(handle, name)))
          .findFirst()
          .ifPresent(model -> found.put(name, model));
    }
    return found;
  }

  private static Map<String, Integer> aliases(Handle handle, String name) {
    Map<String, Integer> aliases = new HashMap<>();
    handle
        .select("SELECT alias, version FROM model_aliases WHERE model = ?", name)
        .map((rows, context) -> aliases.put(rows.getString(1), rows.getInt(2)))
        .list();
    return aliases;
  }

  private static List<ModelVersion> latest(Handle handle, String name) {
    List<VersionRows.Row> rows =
        VersionRows.list(
            handle,
            "WHERE model = ? AND lifecycle = 'ACTIVE' AND version IN (SELECT MAX(version)"
                + " FROM model_versions WHERE model = ? AND lifecycle = 'ACTIVE' GROUP BY stage)",
            name,
            name);
    EnumMap<io.noria.registry.Stage, ModelVersion> byStage =
        new EnumMap<>(io.noria.registry.Stage.class);
    VersionRows.full(handle, rows).values().forEach(v -> byStage.put(v.stage(), v));
    List<ModelVersion> latest = new ArrayList<>(byStage.values());
    latest.sort(Comparator.comparing(v -> v.id().version()));
    return latest;
  }
}
