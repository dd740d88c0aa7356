package io.noria.serving;

import java.util.Optional;

/**
 * Versions that take over deployments step by step. State is in the database: any server on it may
 * go on, and each step is taken once. Thread-safe.
 */
public interface Canaries {
  /**
   * Begins: from here on the version answers the first step's share as the variant {@link
   * CanaryPlan#VARIANT}.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment, model or
   *     version; FAILED_PRECONDITION when the deployment has no version, has this one, or a canary
   *     already, or when the version cannot be served; INVALID_ARGUMENT when other variants leave
   *     too little room
   */
  Canary start(String deployment, CanaryPlan plan);

  /** The deployment's newest canary, whatever became of it; empty when it never had one. */
  Optional<Canary> find(String deployment);

  /**
   * It stays at its share until it is resumed.
   *
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when none is under way; so all below
   */
  Canary pause(String deployment, String why);

  /** Its step begins anew. */
  Canary resume(String deployment, String why);

  /** It goes back to nothing. */
  Canary abort(String deployment, String why);

  /** It becomes the deployment's own version now, pinned. */
  Canary finish(String deployment, String why);

  /** Counts what was asked here, and moves on what is due. Called every second. */
  void advance();
}
