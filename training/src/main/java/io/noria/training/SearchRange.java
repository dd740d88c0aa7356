package io.noria.training;

import io.noria.base.NoriaException;
import java.util.List;

/**
 * The values of one hyper-parameter that a search may take, both ends included.
 *
 * @param low the smallest
 * @param high the largest
 * @param whole whether only whole numbers are taken
 * @param log whether small values are as likely as large ones on a logarithmic scale
 */
public record SearchRange(double low, double high, boolean whole, boolean log) {
  /** Validates. */
  public SearchRange {
    if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw NoriaException.invalid(
          "search range: [" + low + ", " + high + "] (expected: low, then high)");
    }
    if (log && low <= 0) {
      throw NoriaException.invalid(
          "search range: [" + low + ", " + high + ", log] (expected: above 0 on a log scale)");
    }
  }

  /**
   * Reads {@code [4, 8]} or {@code [0.03, 0.3, log]} as the project file has it: whole numbers when
   * both ends are whole.
   *
   * @throws NoriaException INVALID_ARGUMENT naming the parameter when it is not that
   */
  public static SearchRange of(String parameter, List<?> ends) {
    boolean log = ends.size() == 3 && "log".equals(ends.get(2));
    if ((ends.size() == 2 || log)
        && ends.get(0) instanceof Number low
        && ends.get(1) instanceof Number high) {
      return new SearchRange(low.doubleValue(), high.doubleValue(), whole(low) && whole(high), log);
    }
    throw NoriaException.invalid(
        "search." + parameter + ": " + ends + " (expected: [low, high] or [low, high, log])");
  }

  /** The value at the point between 0 (the low end) and 1 (the high end). */
  public double at(double point) {
    double value =
        log
            ? Math.exp(Math.log(low) + point * (Math.log(high) - Math.log(low)))
            : low + point * ((whole ? high + 1 : high) - low);
    value = whole ? Math.floor(value) : value;
    return Math.max(low, Math.min(high, value));
  }

  /** As the project file has it. */
  @Override
  public String toString() {
    String ends = whole ? (long) low + ", " + (long) high : low + ", " + high;
    return "[" + ends + (log ? ", log]" : "]");
  }

  private static boolean whole(Number number) {
    return !(number instanceof Double || number instanceof Float);
  }
}
