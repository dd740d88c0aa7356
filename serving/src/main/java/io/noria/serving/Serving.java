package io.noria.serving;

import java.util.List;

/** Serving as a whole. Thread-safe. */
public interface Serving extends AutoCloseable {
  /** The deployments. */
  Deployments deployments();

  /**
   * Begins a request.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment, UNAVAILABLE as
   *     long as it has no version
   */
  Inference infer(String deployment);

  /** The log of predictions. */
  PredictionLog predictions();

  /** What came true. */
  Labels labels();

  /** Model versions for scoring apart from deployments. */
  Models models();

  /** How each deployment answers, by name. */
  List<DeploymentMetrics> metrics();

  /** Throws what is wrong: the log cannot be written, a deployment lost its bundle. */
  void check();

  /** Waits for the log to be on disk and lets go of everything. */
  @Override
  void close();
}
