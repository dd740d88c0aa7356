package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;

/**
 * An assessment's id: ours are {@code a-} and 32 hexadecimal digits.
 *
 * @param value the id
 */
public record AssessmentId(String value) {
  /** Validates. */
  public AssessmentId {
    if (value.isEmpty() || value.length() > 100) {
      throw NoriaException.invalid(
          "assessment_id: '" + Limits.shown(value) + "' (expected: 1 to 100 characters)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
