package io.noria.tracking;

import io.noria.base.NoriaException;
import io.noria.tracking.Filter.Value;

/** The numbers that filters name. */
public final class FilterNumbers {
  private FilterNumbers() {}

  /** The least of the integers that stand for the number: negative zero's for zero. */
  public static long lowest(double number) {
    return MetricBits.of(number == 0 ? -0.0 : number);
  }

  /** The greatest of the integers that stand for the number. */
  public static long highest(double number) {
    return MetricBits.of(number == 0 ? 0.0 : number);
  }

  /** The whole number that a comparison names. */
  public static long whole(Filter.Compare compare, Value value, boolean quotable) {
    if (value.quoted() && !quotable) {
      throw wantsNumber(compare, value);
    }
    try {
      return Long.parseLong(value.text());
    } catch (NumberFormatException e) {
      throw wantsNumber(compare, value);
    }
  }

  /** The number that a comparison with a metric names. */
  public static double number(Filter.Compare compare, Value value) {
    boolean digits = value.text().chars().anyMatch(Character::isDigit);
    if (value.quoted()
        || !digits
        || "dDfF".indexOf(value.text().charAt(value.text().length() - 1)) >= 0) {
      throw wantsNumber(compare, value);
    }
    try {
      return Double.parseDouble(value.text());
    } catch (NumberFormatException e) {
      throw wantsNumber(compare, value);
    }
  }

  private static NoriaException wantsNumber(Filter.Compare compare, Value value) {
    return NoriaException.invalid(
        "filter: "
            + compare.field()
            + " "
            + compare.operator().text()
            + " '"
            + Limits.shown(value.text())
            + "' (expected: a number without quotes)");
  }
}
