package io.noria.tracking;

import io.noria.storage.sql.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The workspaces. Thread-safe; every write is committed when the call returns. */
public interface WorkspaceStore {
  /** Most workspaces. */
  int MOST = 10_000;

  /** All of them, by name; at least the default one. */
  List<Workspace> list();

  /**
   * The workspace.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  Workspace get(WorkspaceName name);

  /** Whether there is such a workspace. */
  boolean exists(WorkspaceName name);

  /**
   * In the caller's transaction: the workspace, which nobody deletes before the commit; empty when
   * there is none.
   */
  Optional<Workspace> hold(Transaction tx, WorkspaceName name);

  /**
   * Makes a workspace.
   *
   * @param description null for none
   * @param artifactRoot where artifacts of its experiments are to go, such as {@code
   *     s3://bucket/folder}; null or empty for our own store
   * @throws io.noria.base.NoriaException ALREADY_EXISTS when the name is taken, INVALID_ARGUMENT
   *     for the default one's name and for a root that is no such address
   */
  Workspace create(WorkspaceName name, @Nullable String description, @Nullable String artifactRoot);

  /**
   * Changes a workspace; experiments that are there keep their place for artifacts.
   *
   * @param description null to leave it
   * @param artifactRoot null to leave it, empty for our own store
   */
  Workspace update(WorkspaceName name, @Nullable String description, @Nullable String artifactRoot);

  /**
   * Deletes a workspace.
   *
   * @param how what becomes of what is in it
   * @param others what other areas keep in it
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when something is in it that may not
   *     be, or names are taken in the default workspace; INVALID_ARGUMENT for the default one
   */
  void delete(WorkspaceName name, Workspace.Deletion how, List<WorkspaceContents> others);

  /** Whether the experiment is in the workspace. */
  boolean holds(WorkspaceName workspace, ExperimentId experiment);

  /** Whether the run is in the workspace. */
  boolean holds(WorkspaceName workspace, RunId run);

  /** Whether the logged model is in the workspace. */
  boolean holds(WorkspaceName workspace, LoggedModelId model);

  /** Those of the experiments that are in the workspace. */
  Set<ExperimentId> experimentsOf(WorkspaceName workspace, List<ExperimentId> among);

  /** Those of the runs that are in the workspace. */
  Set<RunId> runsOf(WorkspaceName workspace, List<RunId> among);
}
