package io.noria.datasets.expectation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as messages show them. */
final class Shown {
  private static final int LISTED = 8;

  private Shown() {}

  /** Six significant digits, without an exponent. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(6)).stripTrailingZeros();
    return rounded.toPlainString();
  }

  static String value(@Nullable Object value) {
    return value instanceof Double number ? number(number) : String.valueOf(value);
  }

  static String percent(double share) {
    return number(share * 100) + " %";
  }

  static String share(long part, long whole) {
    return percent((double) part / whole);
  }

  static String list(List<String> values) {
    String shown = String.join(", ", values.subList(0, Math.min(LISTED, values.size())));
    return values.size() > LISTED ? shown + ", … (" + values.size() + ")" : shown;
  }
}
