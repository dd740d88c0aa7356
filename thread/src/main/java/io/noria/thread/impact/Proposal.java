package io.noria.thread.impact;

import io.noria.base.Ref;
import io.noria.serving.Follow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a deployment gets away from the version that answers.
 *
 * @param deployment the deployment's name
 * @param model the model that it answers with
 * @param follow what decides its version
 * @param from the version that answers; null when none does
 * @param action what to do
 * @param version where to; null unless it is a rollback
 * @param why in one sentence
 * @param command what to type for it; empty when there is nothing to do
 * @param revoked withdrawn data that the version that answers was trained on
 */
public record Proposal(
    String deployment,
    String model,
    Follow follow,
    @Nullable Integer from,
    Action action,
    @Nullable Integer version,
    String why,
    String command,
    List<Ref> revoked) {
  /** What to do. */
  public enum Action {
    /** Back to an earlier version. */
    ROLLBACK,
    /** There is no earlier version to go back to: train again without the data. */
    RETRAIN,
    /** There is nothing to do, or nothing that Noria knows how to. */
    NONE
  }

  /** Copies. */
  public Proposal {
    revoked = List.copyOf(revoked);
  }
}
