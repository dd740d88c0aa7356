package io.noria.tracking;

import io.noria.base.NoriaException;
import io.noria.base.Ref;

/**
 * A run's id. Ours are 32 lower-case hexadecimal digits; any id of word characters and dashes up to
 * 256 long can be asked for.
 *
 * @param value the id
 */
public record RunId(String value) {
  /** Validates. */
  public RunId {
    if (!Limits.isWord(value, 256)) {
      throw NoriaException.invalid(
          "run_id: '"
              + Limits.shown(value)
              + "' (expected: word characters and dashes, up to 256)");
    }
  }

  /** The run's address. */
  public Ref ref() {
    return Ref.of(Ref.Kind.RUN, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
