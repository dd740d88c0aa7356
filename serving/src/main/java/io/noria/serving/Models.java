package io.noria.serving;

/** Model versions by name, loaded once and kept while they are used. Thread-safe. */
public interface Models {
  /**
   * The version, checked against the digests of its bundle.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such version,
   *     FAILED_PRECONDITION when its artifacts are not a bundle that can be scored here, DATA_LOSS
   *     when its bytes are damaged
   */
  ScoredModel load(String model, int version);
}
