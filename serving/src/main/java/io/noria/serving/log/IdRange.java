package io.noria.serving.log;

import io.noria.base.NoriaException;
import java.util.Locale;

/**
 * The ids that begin with the same hexadecimal digits. The first 48 bits of an id are the
 * milliseconds of its making (UUIDv7, RFC 9562).
 */
record IdRange(long fromHigh, long fromLow, long toHigh, long toLow) {
  private static final int DIGITS = 32;

  /**
   * The range.
   *
   * @throws NoriaException INVALID_ARGUMENT when these are no 1 to 32 hexadecimal digits
   */
  static IdRange of(String beginning) {
    String digits = beginning.replace("-", "").toLowerCase(Locale.ROOT);
    if (!digits.matches("[0-9a-f]{1,32}")) {
      throw NoriaException.invalid(
          "prediction: " + beginning + " (expected: its id, a UUID, or how it begins)");
    }
    String from = digits + "0".repeat(DIGITS - digits.length());
    String to = digits + "f".repeat(DIGITS - digits.length());
    return new IdRange(half(from, 0), half(from, 1), half(to, 0), half(to, 1));
  }

  private static long half(String digits, int which) {
    return Long.parseUnsignedLong(digits.substring(16 * which, 16 * which + 16), 16);
  }

  boolean contains(long high, long low) {
    return compare(high, low, fromHigh, fromLow) >= 0 && compare(high, low, toHigh, toLow) <= 0;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int highs = Long.compareUnsigned(high, otherHigh);
    return highs != 0 ? highs : Long.compareUnsigned(low, otherLow);
  }

  long fromMs() {
    return fromHigh >>> 16;
  }

  long toMs() {
    return toHigh >>> 16;
  }
}
