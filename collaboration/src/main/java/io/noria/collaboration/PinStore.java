package io.noria.collaboration;

import io.noria.base.Ref;
import java.util.List;

/** The caller's pins. Thread-safe; writes are committed when the call returns. */
public interface PinStore {
  /** Most pins of one caller. */
  int MOST = 1000;

  /** The caller's pins, the latest first. */
  List<Pin> list();

  /**
   * Pins the record; one that is pinned stays where it is.
   *
   * @throws io.noria.base.NoriaException RESOURCE_EXHAUSTED when the caller has too many
   */
  Pin put(Ref subject);

  /** Unpins; what is not pinned is no error. */
  void delete(Ref subject);

  /** Those about the model and its versions go by the model's new name. */
  void renamed(String model, String newName);
}
