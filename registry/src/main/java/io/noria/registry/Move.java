package io.noria.registry;

import io.noria.base.Ref;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a version's stage or of an alias: asked for, checked by the {@link MovePolicy}, then
 * recorded.
 */
public sealed interface Move {
  /** The version that moves; for a dropped alias, the version it pointed at. */
  ModelVersionId version();

  /** Why, in the mover's words; may be empty. */
  String why();

  /** When, in the data's world; null when it has no say. */
  @Nullable Instant eventTime();

  /** The verdict it rests on, when the mover names one. */
  @Nullable Ref evidence();

  /**
   * A version goes from one stage to another.
   *
   * @param from its stage so far
   * @param to its stage from now on
   */
  record OfStage(
      ModelVersionId version,
      Stage from,
      Stage to,
      String why,
      @Nullable Instant eventTime,
      @Nullable Ref evidence)
      implements Move {}

  /**
   * An alias is pointed at a version, or dropped.
   *
   * @param alias its name
   * @param from the version it pointed at; null when it is new
   * @param to the version it points at from now on; null when it is dropped
   */
  record OfAlias(
      ModelVersionId version,
      String alias,
      @Nullable Integer from,
      @Nullable Integer to,
      String why,
      @Nullable Instant eventTime,
      @Nullable Ref evidence)
      implements Move {}

  /**
   * A version is deleted: it stands nowhere any more.
   *
   * @param from its stage so far
   */
  record OfDeletion(
      ModelVersionId version,
      Stage from,
      String why,
      @Nullable Instant eventTime,
      @Nullable Ref evidence)
      implements Move {}
}
