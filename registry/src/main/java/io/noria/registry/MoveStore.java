package io.noria.registry;

import io.noria.base.Page;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves versions between stages and points aliases at them; every move passes the {@link
 * MovePolicy}, is recorded for ever and published as {@code ModelVersionMoved}, in one transaction.
 * Thread-safe.
 */
public interface MoveStore {
  /**
   * Moves a version to a stage. The stage it has already is no move.
   *
   * @param archiveOthers whether the other versions in that stage go to Archived with it
   */
  ModelVersion moveStage(ModelVersionId id, Stage to, boolean archiveOthers, Reason reason);

  /** Points the alias at the version, away from where it pointed. */
  ModelVersion setAlias(ModelVersionId id, String alias, Reason reason);

  /** Drops the alias; one that is not there is no error. */
  void deleteAlias(String model, String alias, Reason reason);

  /**
   * In the caller's transaction: moves the version to the stage, points the alias at it, and moves
   * the version that the alias pointed at to Archived.
   */
  Promoted promote(Transaction tx, ModelVersionId id, Stage to, String alias, Reason reason);

  /** In the caller's transaction: moves a version to a stage. */
  void moveStage(Transaction tx, ModelVersionId id, Stage to, Reason reason);

  /** In the caller's transaction: points the alias at the version. */
  void setAlias(Transaction tx, ModelVersionId id, String alias, Reason reason);

  /** The model's moves, newest first. */
  Page<RecordedMove> history(String model, int limit, @Nullable String pageToken);

  /** The version's moves, oldest first. */
  java.util.List<RecordedMove> history(ModelVersionId id);

  /** The version that the alias pointed at, at that recorded moment. */
  Optional<ModelVersionId> aliasAt(String model, String alias, Instant recorded);

  /**
   * Where everything stood at a moment, of deleted models too; a former name leads to the model.
   *
   * @param byEventTime whether moves count from when they happened in the data's world; those
   *     without such a time count from when they were recorded
   * @throws io.noria.base.NoriaException NOT_FOUND when there never was such a model
   */
  Standing at(String model, Instant moment, boolean byEventTime);
}
