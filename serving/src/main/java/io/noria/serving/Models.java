package io.noria.serving;

import io.noria.tracking.RunId;

/** Models by name or run, loaded once and kept while they are used. Thread-safe. */
public interface Models {
  /**
   * The version, checked against the digests of its bundle.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such version,
   *     FAILED_PRECONDITION when its artifacts are not a bundle that can be scored here, or its own
   *     program may not be run; DATA_LOSS when its bytes are damaged
   */
  ScoredModel load(String model, int version);

  /**
   * The model in the folder {@code model} of a run's artifacts, registered or not. Its name is
   * {@code run:ID}, its version 0.
   *
   * @throws io.noria.base.NoriaException as the other does
   */
  ScoredModel load(RunId run);

  /**
   * What the version predicts, without loading it.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such version,
   *     FAILED_PRECONDITION when its artifacts are not a bundle
   */
  Target target(String model, int version);
}
