package io.noria.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Set;

/**
 * A metric that models can be judged by.
 *
 * @param name as project files and wires have it
 * @param tasks what it can judge
 * @param lowerIsBetter whether a lower value is better
 */
public record Metric(String name, Set<Task> tasks, boolean lowerIsBetter) {
  /** Copies. */
  public Metric {
    tasks = Set.copyOf(tasks);
  }

  /**
   * A value for people. Errors are in the target's own unit, of any size, so they get so many
   * significant digits; what lies around 0 to 1 gets so many decimals.
   */
  public String shown(double value, int digits) {
    if (tasks.contains(Task.REGRESSION) && !name.equals("r2") && Double.isFinite(value)) {
      BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
      int exponent = rounded.precision() - rounded.scale();
      return value == 0 || (exponent > -4 && exponent < 10)
          ? rounded.toPlainString()
          : String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    }
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
