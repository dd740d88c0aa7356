package io.noria.registry;

import io.noria.storage.sql.Transaction;

/**
 * Says whether a move may be made. Called inside the move's transaction for every move, whichever
 * client asks.
 */
@FunctionalInterface
public interface MovePolicy {
  /** Every move is free. */
  MovePolicy FREE = (tx, move) -> {};

  /**
   * Returns when the move may be made.
   *
   * @throws io.noria.base.NoriaException PERMISSION_DENIED with the evidence when it may not
   */
  void check(Transaction tx, Move move);

  /**
   * Returns when the model may be renamed: what binds a model is kept under its name.
   *
   * @throws io.noria.base.NoriaException PERMISSION_DENIED or FAILED_PRECONDITION when something
   *     binds it
   */
  default void checkRename(Transaction tx, String model) {}

  /**
   * Asked before a rename's transaction, so it may read the database.
   *
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when something goes by the name
   */
  default void beforeRename(String model) {}
}
