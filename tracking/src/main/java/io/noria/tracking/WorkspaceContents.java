package io.noria.tracking;

import io.noria.storage.sql.Transaction;
import java.util.List;

/**
 * What an area keeps by workspace, for the deletion of one: all areas' parts go in one transaction.
 * Stateless.
 */
public interface WorkspaceContents {
  /** What the records are called, for people: {@code experiments}. */
  String kind();

  /**
   * Asked before the transaction, so it may read the database.
   *
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when something is in the way
   */
  default void prepare(WorkspaceName workspace, Workspace.Deletion how) {}

  /** How many are in the workspace; what is deleted and keeps its name counts too. */
  long count(Transaction tx, WorkspaceName workspace);

  /** Names in the workspace that are taken in the default one too. */
  List<String> conflicts(Transaction tx, WorkspaceName workspace);

  /** Brings all of it into the default workspace, where none of the names is taken. */
  void moveToDefault(Transaction tx, WorkspaceName workspace);

  /** Deletes all of it. */
  void delete(Transaction tx, WorkspaceName workspace);
}
