package io.noria.tracking;

import io.noria.base.NoriaException;

/**
 * A logged model's id: {@code m-} and 32 lower-case hexadecimal digits.
 *
 * @param value the id
 */
public record LoggedModelId(String value) {
  /** Validates. */
  public LoggedModelId {
    if (!Limits.isWord(value, 256)) {
      throw NoriaException.invalid(
          "model_id: '" + Limits.shown(value) + "' (expected: m- and 32 hexadecimal digits)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
