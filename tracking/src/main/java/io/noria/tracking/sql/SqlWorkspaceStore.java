package io.noria.tracking.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import io.noria.tracking.Workspace;
import io.noria.tracking.WorkspaceContents;
import io.noria.tracking.WorkspaceName;
import io.noria.tracking.WorkspaceStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of workspaces. */
public final class SqlWorkspaceStore implements WorkspaceStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqlWorkspaceStore.class);
  private static final String COLUMNS = "name, description, artifact_root, created_ms, updated_ms";
  private static final int LONGEST_DESCRIPTION = 5000;
  private static final int LONGEST_ROOT = 1000;

  private final Database database;
  private final WorkspaceContents experiments;

  /**
   * The table in the database.
   *
   * @param events hears of experiments that are deleted with their workspace
   */
  public SqlWorkspaceStore(Database database, RunEvents events) {
    this.database = database;
    this.experiments = new ExperimentsOfWorkspace(events);
  }

  @Override
  public List<Workspace> list() {
    return database.read(handle -> rows(handle, "ORDER BY name"));
  }

  @Override
  public Workspace get(WorkspaceName name) {
    return database.read(handle -> get(handle, name));
  }

  /** The workspace on an open connection. */
  static Workspace get(Handle handle, WorkspaceName name) {
    return find(handle, name)
        .orElseThrow(() ->
            NoriaException.notFound("Workspace '" + Limits.shown(name.value()) + "' not found"));
  }

  private static Optional<Workspace> find(Handle handle, WorkspaceName name) {
    return rows(handle, "WHERE name = ?", name.value()).stream().findFirst();
  }

  private static List<Workspace> rows(Handle handle, String rest, Object... arguments) {
    return handle
        .select("SELECT " + COLUMNS + " FROM workspaces " + rest, arguments)
        .map((row, context) ->
            new Workspace(
                new WorkspaceName(row.getString(1)),
                row.getString(2),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                Instant.ofEpochMilli(row.getLong(5))))
        .list();
  }

  @Override
  public boolean exists(WorkspaceName name) {
    return is("SELECT 1 FROM workspaces WHERE name = ?", name.value());
  }

  @Override
  public Optional<Workspace> hold(Transaction tx, WorkspaceName name) {
    return hold(database, tx.handle(), name);
  }

  /** The workspace, which nobody deletes before the commit. */
  static Optional<Workspace> hold(Database database, Handle handle, WorkspaceName name) {
    String lock = database.dialect().isSqlite() ? "" : " FOR SHARE";
    return rows(handle, "WHERE name = ?" + lock, name.value()).stream().findFirst();
  }

  @Override
  public Workspace create(
      WorkspaceName name, @Nullable String description, @Nullable String artifactRoot) {
    if (name.isDefault() || name.isGone()) {
      throw NoriaException.invalid(
          "The '" + name + "' workspace is reserved and cannot be created");
    }
    Limits.atMost("workspace description", description, LONGEST_DESCRIPTION);
    String root = root(artifactRoot);
    Workspace made =
        database.write(tx -> {
          Handle handle = tx.handle();
          long there = handle.select("SELECT COUNT(*) FROM workspaces").mapTo(Long.class).one();
          if (there >= MOST) {
            throw new NoriaException(
                ErrorCode.FAILED_PRECONDITION, "workspaces: " + MOST + ", as many as are allowed");
          }
          int inserted =
              handle.execute(
                  "INSERT INTO workspaces ("
                      + COLUMNS
                      + ") VALUES (?, ?, ?, ?, ?)"
                      + " ON CONFLICT (name) DO NOTHING",
                  name.value(),
                  description,
                  root,
                  tx.now(),
                  tx.now());
          if (inserted == 0) {
            throw new NoriaException(
                ErrorCode.ALREADY_EXISTS, "Workspace '" + name + "' already exists");
          }
          return get(handle, name);
        });
    LOG.info("event=workspace_created workspace={}", name);
    return made;
  }

  /** Null for our own store; another is one that clients write to themselves. */
  private static @Nullable String root(@Nullable String given) {
    String root = given == null ? "" : given.strip();
    if (root.isEmpty()) {
      return null;
    }
    Limits.atMost("default_artifact_root", root, LONGEST_ROOT);
    String lower = root.toLowerCase(Locale.ROOT);
    boolean fits =
        root.matches("[a-zA-Z][a-zA-Z0-9+.-]+:[^?#\\s\\\\]+")
            && !lower.startsWith("file:")
            && !lower.startsWith("mlflow-artifacts:")
            && !List.of(root.split("/", -1)).contains("..");
    if (!fits) {
      throw NoriaException.invalid(
          "default_artifact_root: '"
              + Limits.shown(root)
              + "' (expected: empty for this server's own store, or a URI such as"
              + " s3://bucket/folder)");
    }
    return root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
  }

  @Override
  public Workspace update(
      WorkspaceName name, @Nullable String description, @Nullable String artifactRoot) {
    Limits.atMost("workspace description", description, LONGEST_DESCRIPTION);
    String root = root(artifactRoot);
    return database.write(tx -> {
      Workspace there = get(tx.handle(), name);
      tx.handle()
          .execute(
              "UPDATE workspaces SET description = ?, artifact_root = ?, updated_ms = ?"
                  + " WHERE name = ?",
              description == null ? there.description() : description,
              artifactRoot == null ? there.artifactRoot() : root,
              tx.now(),
              name.value());
      return get(tx.handle(), name);
    });
  }

  @Override
  public void delete(WorkspaceName name, Workspace.Deletion how, List<WorkspaceContents> others) {
    if (name.isDefault()) {
      throw NoriaException.invalid(
          "The '" + name + "' workspace is reserved and cannot be deleted");
    }
    List<WorkspaceContents> all = new ArrayList<>(List.of(experiments));
    all.addAll(others);
    all.forEach(part -> part.prepare(name, how));
    database.write(tx -> {
      // First, so that on a server of many writers nothing comes in while the rest is done.
      int deleted = tx.handle().execute("DELETE FROM workspaces WHERE name = ?", name.value());
      if (deleted == 0) {
        throw NoriaException.notFound("Workspace '" + Limits.shown(name.value()) + "' not found");
      }
      switch (how) {
        case RESTRICT -> all.forEach(part -> refuseFull(tx, name, part));
        case SET_DEFAULT -> {
          refuseConflicts(tx, name, all);
          all.forEach(part -> part.moveToDefault(tx, name));
        }
        case CASCADE -> all.forEach(part -> part.delete(tx, name));
      }
      return deleted;
    });
    LOG.info("event=workspace_deleted workspace={} mode={}", name, how);
  }

  private static void refuseFull(Transaction tx, WorkspaceName name, WorkspaceContents part) {
    long count = part.count(tx, name);
    if (count > 0) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "Cannot delete workspace '"
              + name
              + "': table '"
              + part.kind()
              + "' still contains "
              + count
              + " resource(s). Remove or reassign them before deleting the workspace.");
    }
  }

  private static void refuseConflicts(
      Transaction tx, WorkspaceName name, List<WorkspaceContents> all) {
    List<String> conflicts = new ArrayList<>();
    for (WorkspaceContents part : all) {
      for (String taken : part.conflicts(tx, name)) {
        conflicts.add("  - " + part.kind() + ": '" + Limits.shown(taken) + "'");
      }
    }
    if (!conflicts.isEmpty()) {
      List<String> shown = conflicts.subList(0, Math.min(20, conflicts.size()));
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "Cannot reassign resources from workspace '"
              + name
              + "' to 'default': the following names already exist in the default workspace and"
              + " would cause conflicts:\n"
              + String.join("\n", shown)
              + "\nRename or remove the conflicting resources before retrying.");
    }
  }

  @Override
  public boolean holds(WorkspaceName workspace, ExperimentId experiment) {
    return is(
        "SELECT 1 FROM experiments WHERE id = ? AND workspace = ?",
        experiment.number(),
        workspace.value());
  }

  @Override
  public boolean holds(WorkspaceName workspace, RunId run) {
    return is(
        "SELECT 1 FROM runs r JOIN experiments e ON e.id = r.experiment"
            + " WHERE r.id = ? AND e.workspace = ?",
        run.value(),
        workspace.value());
  }

  @Override
  public boolean holds(WorkspaceName workspace, LoggedModelId model) {
    return is(
        "SELECT 1 FROM logged_models m JOIN experiments e ON e.id = m.experiment"
            + " WHERE m.id = ? AND e.workspace = ?",
        model.value(),
        workspace.value());
  }

  private boolean is(String sql, Object... arguments) {
    return database.read(
        handle -> handle.select(sql, arguments).mapTo(Integer.class).findFirst().isPresent());
  }

  @Override
  public Set<ExperimentId> experimentsOf(WorkspaceName workspace, List<ExperimentId> among) {
    List<Long> numbers = among.stream().map(ExperimentId::number).distinct().toList();
    return database.read(handle -> {
      Set<ExperimentId> found = new HashSet<>();
      for (List<Long> chunk : InLists.chunks(numbers)) {
        handle
            .select(
                "SELECT id FROM experiments WHERE workspace = '"
                    + workspace
                    + "' AND id IN ("
                    + InLists.marks(chunk.size())
                    + ")",
                chunk.toArray())
            .mapTo(Long.class)
            .forEach(id -> found.add(ExperimentId.of(id)));
      }
      return found;
    });
  }

  @Override
  public Set<RunId> runsOf(WorkspaceName workspace, List<RunId> among) {
    List<String> ids = among.stream().map(RunId::value).distinct().toList();
    return database.read(handle -> {
      Set<RunId> found = new HashSet<>();
      for (List<String> chunk : InLists.chunks(ids)) {
        handle
            .select(
                "SELECT r.id FROM runs r JOIN experiments e ON e.id = r.experiment"
                    + " WHERE e.workspace = '"
                    + workspace
                    + "' AND r.id IN ("
                    + InLists.marks(chunk.size())
                    + ")",
                chunk.toArray())
            .mapTo(String.class)
            .forEach(id -> found.add(new RunId(id)));
      }
      return found;
    });
  }
}
