package io.noria.tracking;

import io.noria.base.NoriaException;
import io.noria.base.Ref;

/**
 * An experiment's id: a decimal number as text, {@code "0"} for the default experiment.
 *
 * @param value up to 18 digits, no leading zero
 */
public record ExperimentId(String value) {
  /** The experiment that exists from the first start, named {@code Default}. */
  public static final ExperimentId DEFAULT = new ExperimentId("0");

  /** Validates. */
  public ExperimentId {
    if (value.isEmpty()
        || value.length() > 18
        || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw NoriaException.notFound(
          "experiment: no experiment with id '" + Limits.shown(value) + "' (expected: a number)");
    }
  }

  /** The id of a row number. */
  public static ExperimentId of(long number) {
    return new ExperimentId(Long.toString(number));
  }

  /** The id as a number. */
  public long number() {
    return Long.parseLong(value);
  }

  /** The experiment's address. */
  public Ref ref() {
    return Ref.of(Ref.Kind.EXPERIMENT, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
