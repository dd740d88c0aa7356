package io.noria.serving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds for deployments beside who answers them. Thread-safe. */
public interface Terms {
  /**
   * What holds for the deployment.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment; so all below
   */
  DeploymentTerms get(String deployment);

  /** Puts it at a stage; null for none. */
  DeploymentTerms stage(String deployment, @Nullable String stage);

  /** Limits each caller; null for no limit. */
  DeploymentTerms limit(String deployment, DeploymentTerms.@Nullable CallerLimit limit);

  /** Keeps answers; null for none. What was kept is forgotten. */
  DeploymentTerms cache(String deployment, DeploymentTerms.@Nullable CacheBounds bounds);

  /**
   * The second deployment answers with exactly the version that the first answers with, pinned. One
   * that is not there is made.
   *
   * @return the second
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when the first has no version
   */
  Deployment promote(String from, String to);

  /** What was refused and kept since this server started, of deployments with limits or a cache. */
  List<TermFigures> figures();

  /** Writes down what callers used, and reads what others wrote. Called every second. */
  void upkeep();
}
