package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.DatasetSummary;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentSearch;
import io.noria.tracking.ExperimentStore;
import io.noria.tracking.Filter;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.RunEvents;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchSql;
import io.noria.tracking.WorkspaceName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of experiments. */
public final class SqlExperimentStore implements ExperimentStore {
  private static final String COLUMNS =
      "e.id, e.name, e.lifecycle, e.created_ms, e.updated_ms, e.artifact_location, e.workspace";

  private static final int MOST_DATASETS = 1000;

  private final Database database;
  private final RunEvents events;
  private final ExperimentIds ids;

  /**
   * The table in the database.
   *
   * @param events hears of runs that change with their experiment
   */
  public SqlExperimentStore(Database database, RunEvents events) {
    this.database = database;
    this.events = events;
    this.ids = new ExperimentIds(database.dialect());
  }

  @Override
  public ExperimentId create(
      WorkspaceName workspace,
      String name,
      Map<String, String> tags,
      @Nullable String artifactLocation) {
    checkName(name);
    tags.forEach(SqlExperimentStore::checkTag);
    return database.write(tx -> {
      Optional<ExperimentId> created = insert(tx, workspace, name, artifactLocation);
      ExperimentId id = created.orElseThrow(() -> Fault.taken("experiment", name));
      KeyValues.EXPERIMENT_TAGS.put(tx, id.number(), tags);
      return id;
    });
  }

  @Override
  public ExperimentId ensure(String name) {
    checkName(name);
    Optional<Experiment> there = find(name);
    if (there.isPresent()) {
      if (there.get().lifecycle() == Lifecycle.DELETED) {
        throw Fault.deleted("experiment", name);
      }
      return there.get().id();
    }
    return database.write(tx ->
        insert(tx, WorkspaceName.DEFAULT, name, null)
            .orElseGet(() -> byName(tx.handle(), WorkspaceName.DEFAULT, name).orElseThrow().id()));
  }

  private Optional<ExperimentId> insert(
      Transaction tx, WorkspaceName workspace, String name, @Nullable String location) {
    Handle handle = tx.handle();
    String root = root(handle, workspace);
    Optional<ExperimentId> made =
        handle
            .select(
                "INSERT INTO experiments ("
                    + ids.column()
                    + "workspace, name, lifecycle, artifact_location, created_ms, updated_ms)"
                    + " VALUES ("
                    + ids.value()
                    + "?, ?, 'ACTIVE', ?, ?, ?)"
                    + " ON CONFLICT (workspace, name) DO NOTHING RETURNING id",
                workspace.value(),
                name,
                location,
                tx.now(),
                tx.now())
            .map((rows, context) -> ExperimentId.of(rows.getLong(1)))
            .findFirst();
    if (location == null && root != null) {
      made.ifPresent(id ->
          handle.execute(
              "UPDATE experiments SET artifact_location = ? WHERE id = ?",
              root + "/" + id,
              id.number()));
    }
    return made;
  }

  /** The workspace's place for artifacts; nobody deletes the workspace before the commit. */
  private @Nullable String root(Handle handle, WorkspaceName workspace) {
    return SqlWorkspaceStore.hold(database, handle, workspace)
        .orElseThrow(() -> NoriaException.notFound("Workspace '" + workspace + "' not found"))
        .artifactRoot();
  }

  @Override
  public Experiment get(ExperimentId id) {
    return database.read(handle -> get(handle, id));
  }

  /** The experiment on an open connection. */
  static Experiment get(Handle handle, ExperimentId id) {
    return hydrated(handle, "WHERE e.id = ?", id.number()).stream()
        .findFirst()
        .orElseThrow(() -> Fault.missing("experiment", id));
  }

  /** The experiment, deleted or not, if there is one. */
  static Optional<Experiment> find(Handle handle, ExperimentId id) {
    return hydrated(handle, "WHERE e.id = ?", id.number()).stream().findFirst();
  }

  /** The experiment when it is active. */
  static Experiment active(Handle handle, ExperimentId id) {
    Experiment experiment = get(handle, id);
    if (experiment.lifecycle() == Lifecycle.DELETED) {
      throw Fault.deleted("experiment", id);
    }
    return experiment;
  }

  @Override
  public Optional<Experiment> find(WorkspaceName workspace, String name) {
    return database.read(handle -> byName(handle, workspace, name));
  }

  static Optional<Experiment> byName(Handle handle, WorkspaceName workspace, String name) {
    return hydrated(handle, "WHERE e.workspace = ? AND e.name = ?", workspace.value(), name)
        .stream()
        .findFirst();
  }

  @Override
  public void rename(ExperimentId id, String name) {
    checkName(name);
    database.write(tx -> {
      Experiment there = active(tx.handle(), id);
      Optional<Experiment> owner = byName(tx.handle(), there.workspace(), name);
      if (owner.isPresent() && !owner.get().id().equals(id)) {
        throw Fault.taken("experiment", name);
      }
      return tx.handle()
          .execute(
              "UPDATE experiments SET name = ?, updated_ms = ? WHERE id = ?",
              name,
              tx.now(),
              id.number());
    });
  }

  @Override
  public void setTag(ExperimentId id, String key, String value) {
    checkTag(key, value);
    database.write(tx -> {
      active(tx.handle(), id);
      KeyValues.EXPERIMENT_TAGS.put(tx, id.number(), Map.of(key, value));
      return touch(tx.handle(), id, tx.now());
    });
  }

  @Override
  public void deleteTag(ExperimentId id, String key) {
    database.write(tx -> {
      active(tx.handle(), id);
      if (!KeyValues.EXPERIMENT_TAGS.remove(tx.handle(), id.number(), key)) {
        throw Fault.missing("tag", key);
      }
      return touch(tx.handle(), id, tx.now());
    });
  }

  private static int touch(Handle handle, ExperimentId id, Instant now) {
    return handle.execute("UPDATE experiments SET updated_ms = ? WHERE id = ?", now, id.number());
  }

  @Override
  public void delete(ExperimentId id) {
    database.write(tx -> {
      move(tx.handle(), id, Lifecycle.ACTIVE, Lifecycle.DELETED, tx.now());
      tx.afterCommit(() -> events.changed(id));
      return tx.handle()
          .execute(
              "UPDATE runs SET lifecycle = 'DELETED', deleted_with = 1, deleted_ms = ?"
                  + " WHERE experiment = ? AND lifecycle = 'ACTIVE'",
              tx.now(),
              id.number());
    });
  }

  @Override
  public void restore(ExperimentId id) {
    database.write(tx -> {
      bringBack(tx.handle(), id);
      move(tx.handle(), id, Lifecycle.DELETED, Lifecycle.ACTIVE, tx.now());
      tx.afterCommit(() -> events.changed(id));
      return tx.handle()
          .execute(
              "UPDATE runs SET lifecycle = 'ACTIVE', deleted_with = 0, deleted_ms = NULL"
                  + " WHERE experiment = ? AND deleted_with = 1",
              id.number());
    });
  }

  /** An experiment whose workspace was deleted with it is restored into the default one. */
  private static void bringBack(Handle handle, ExperimentId id) {
    Experiment experiment = get(handle, id);
    if (experiment.workspace().isGone()) {
      if (byName(handle, WorkspaceName.DEFAULT, experiment.name()).isPresent()) {
        throw Fault.taken("experiment", experiment.name());
      }
      handle.execute("UPDATE experiments SET workspace = 'default' WHERE id = ?", id.number());
    }
  }

  private static void move(
      Handle handle, ExperimentId id, Lifecycle from, Lifecycle to, Instant now) {
    int moved =
        handle.execute(
            "UPDATE experiments SET lifecycle = ?, updated_ms = ?, deleted_ms = ?"
                + " WHERE id = ? AND lifecycle = ?",
            to.name(),
            now,
            to == Lifecycle.DELETED ? now : null,
            id.number(),
            from.name());
    if (moved == 0) {
      throw NoriaException.notFound(
          "experiment: no "
              + from.name().toLowerCase(java.util.Locale.ROOT)
              + " experiment with id "
              + id);
    }
  }

  @Override
  public List<DatasetSummary> datasets(List<ExperimentId> experiments) {
    if (experiments.isEmpty()) {
      return List.of();
    }
    return database.read(handle ->
        handle
            .select(
                "SELECT DISTINCT d.experiment, d.name, d.digest, i.context"
                    + " FROM tracked_datasets d JOIN run_inputs i ON i.dataset = d.id"
                    + " WHERE d.experiment IN ("
                    + InLists.marks(experiments.size())
                    + ") ORDER BY d.experiment, d.name, d.digest, i.context LIMIT "
                    + MOST_DATASETS,
                experiments.stream().map(ExperimentId::number).toArray())
            .map((rows, context) ->
                new DatasetSummary(
                    ExperimentId.of(rows.getLong(1)),
                    rows.getString(2),
                    rows.getString(3),
                    rows.getString(4)))
            .list());
  }

  @Override
  public Page<Experiment> search(ExperimentSearch search) {
    SearchSql sql =
        new SearchSql(database.dialect(), SqlExperimentStore::field).filter(search.filter());
    Views.restrict(sql, "e.lifecycle", search.view());
    WorkspaceName workspace = search.workspace();
    if (workspace != null) {
      sql.and("e.workspace = '" + workspace + "'");
    }
    sql.order(search.orderBy());
    if (search.orderBy().isEmpty()) {
      sql.sort(SearchField.number("e.created_ms"), false);
    }
    sql.sort(SearchField.number("e.id"), false);
    List<Object> question =
        new ArrayList<>(
            List.of(search.filter(), search.view().name(), List.copyOf(search.orderBy())));
    if (workspace != null) {
      question.add(workspace.value());
    }
    return Pages.of(
        database,
        sql,
        question,
        new Pages.Source("e.id AS owner", "experiments e", search.limit(), search.pageToken()),
        (handle, ids) -> {
          Map<Long, Experiment> found = new java.util.HashMap<>();
          for (List<Long> chunk : InLists.chunks(ids)) {
            String where = "WHERE e.id IN (" + InLists.marks(chunk.size()) + ")";
            hydrated(handle, where, chunk.toArray()).forEach(e -> found.put(e.id().number(), e));
          }
          return found;
        });
  }

  private static SearchField field(Filter.Field field) {
    return switch (field.scope()) {
      case "", "attribute", "attributes", "attr" ->
          switch (field.key()) {
            case "name" -> SearchField.text("e.name");
            case "experiment_id" -> SearchField.number("e.id");
            case "creation_time" -> SearchField.number("e.created_ms");
            case "last_update_time" -> SearchField.number("e.updated_ms");
            default ->
                throw Views.unknown(
                    field, "name, experiment_id, creation_time, last_update_time or tags.KEY");
          };
      case "tag", "tags" ->
          SearchField.keyed(
              SearchField.Kind.TEXT,
              "x.value",
              "FROM experiment_tags x WHERE x.experiment = e.id AND x.key = ?",
              field.key());
      default ->
          throw Views.unknown(
              field, "name, experiment_id, creation_time, last_update_time or tags.KEY");
    };
  }

  private static List<Experiment> hydrated(Handle handle, String where, Object... arguments) {
    List<Experiment> bare =
        handle
            .select("SELECT " + COLUMNS + " FROM experiments e " + where, arguments)
            .map((rows, context) ->
                new Experiment(
                    ExperimentId.of(rows.getLong(1)),
                    new WorkspaceName(rows.getString(7)),
                    rows.getString(2),
                    Lifecycle.valueOf(rows.getString(3)),
                    Instant.ofEpochMilli(rows.getLong(4)),
                    Instant.ofEpochMilli(rows.getLong(5)),
                    Map.of(),
                    rows.getString(6)))
            .list();
    Map<Long, Map<String, String>> tags =
        KeyValues.EXPERIMENT_TAGS.all(
            handle, bare.stream().map(experiment -> experiment.id().number()).toList());
    List<Experiment> full = new ArrayList<>();
    for (Experiment e : bare) {
      full.add(
          new Experiment(
              e.id(),
              e.workspace(),
              e.name(),
              e.lifecycle(),
              e.createdAt(),
              e.updatedAt(),
              tags.getOrDefault(e.id().number(), Map.of()),
              e.artifactLocation()));
    }
    return full;
  }

  static void checkName(String name) {
    Limits.atLeastOne("experiment name", name);
    Limits.atMost("experiment name", name, Limits.EXPERIMENT_NAME);
  }

  private static void checkTag(String key, String value) {
    Limits.key("tag", key);
    Limits.atMost("experiment tag value", value, Limits.EXPERIMENT_TAG_VALUE);
  }
}
