package io.noria.registry;

import java.util.List;

/**
 * The protected aliases. An alias that is protected is pointed elsewhere, dropped, or taken along
 * by a rename only by those named, whichever client asks. Thread-safe; writes are committed when
 * the call returns.
 */
public interface ProtectionStore {
  /** Most names that an alias is protected for. */
  int MOST = 100;

  /** The model's protections, by alias. */
  List<Protection> list(String model);

  /**
   * Protects an alias, which need not point anywhere yet, or changes for whom it is protected.
   *
   * @param by who may move it; at least one
   * @throws io.noria.base.NoriaException PERMISSION_DENIED when it is protected and the caller
   *     neither may move it nor protected it; NOT_FOUND without such a model
   */
  Protection protect(String model, String alias, List<String> by);

  /**
   * Lets everybody move it again; what is not protected is no error.
   *
   * @throws io.noria.base.NoriaException as {@link #protect}
   */
  void unprotect(String model, String alias);
}
