package io.noria.protocols.plain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usual body straight from its bytes: {@code {"features": …}} with a list of numbers and
 * nulls, or a list of such lists. Anything else, and anything wrong, is left to {@link
 * FeatureRows}, which knows all forms and says what is wrong.
 *
 * <p>A decimal of at most 15 digits and a power of ten of at most 22 is exact as the quotient or
 * product of two doubles (Clinger, "How to read floating point numbers accurately", 1990); others
 * go through the library. Eight digits are read at once by arithmetic on their eight bytes (Lemire,
 * "Number parsing at a gigabyte per second", 2021).
 */
final class NumberRows {
  private static final byte[] BEGIN = "{\"features\":".getBytes(StandardCharsets.US_ASCII);
  private static final double[] POWERS = new double[23];
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ZEROS = 0x3030303030303030L;
  private static final long ABOVE_NINE = 0x7676767676767676L;
  private static final long TOPS = 0x8080808080808080L;
  private static final long[] TENS = new long[9];
  private static final int MOST_DIGITS = 15;
  private static final int LONGEST_NUMBER = 100;

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
    for (int i = 0; i < TENS.length; i++) {
      TENS[i] = Math.round(POWERS[i]);
    }
  }

  private final byte[] body;
  private int at;
  private double[] values;
  private int count;

  /** Set when it is another form, or wrong. */
  private boolean other;

  /**
   * What was read.
   *
   * @param values row after row; NaN for null; longer than the rows need
   * @param rows how many
   * @param list whether a list of rows came, to be answered by a list
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Found(double[] values, int rows, boolean list) {}

  private NumberRows(byte[] body, int columns) {
    this.body = body;
    // A number and its comma take two bytes at least.
    this.values = new double[Math.max(columns, Math.min(body.length / 8, 1 << 16))];
  }

  /** The rows of so many columns; null when it is another form, or wrong. */
  static @Nullable Found read(byte[] body, int columns) {
    return columns == 0 ? null : new NumberRows(body, columns).found(columns);
  }

  private @Nullable Found found(int columns) {
    if (body.length < BEGIN.length
        || !Arrays.equals(body, 0, BEGIN.length, BEGIN, 0, BEGIN.length)) {
      return null;
    }
    at = BEGIN.length;
    if (next() != '[') {
      return null;
    }
    at++;
    boolean list = next() == '[';
    int rows = 0;
    if (list) {
      do {
        if (next() != '[') {
          return null;
        }
        at++;
        row(columns);
        rows++;
      } while (!other && more());
      if (other || take(']') == 0) {
        return null;
      }
    } else {
      row(columns);
      rows = 1;
    }
    if (other || take('}') == 0 || next() != 0) {
      return null;
    }
    return new Found(values, rows, list);
  }

  /** Reads a row behind its opening bracket, to its closing one. */
  private void row(int columns) {
    if (count + columns > values.length) {
      values = Arrays.copyOf(values, Math.max(count + columns, 2 * values.length));
    }
    for (int column = 0; column < columns && !other; column++) {
      if (column > 0 && take(',') == 0) {
        other = true;
        return;
      }
      values[count++] = value();
    }
    if (!other && take(']') == 0) {
      other = true;
    }
  }

  private boolean more() {
    return take(',') != 0;
  }

  /** Passes the character, if it comes next; 0 when another does. */
  private int take(int wanted) {
    if (next() == wanted) {
      at++;
      return wanted;
    }
    return 0;
  }

  /** What comes next, behind spaces; 0 at the end. */
  private int next() {
    while (at < body.length) {
      byte c = body[at];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c;
      }
      at++;
    }
    return 0;
  }

  private double value() {
    int first = next();
    if (first == 'n') {
      boolean nothing =
          at + 4 <= body.length
              && body[at + 1] == 'u'
              && body[at + 2] == 'l'
              && body[at + 3] == 'l';
      other |= !nothing;
      at += 4;
      return Double.NaN;
    }
    return number();
  }

  private double number() {
    int begin = at;
    boolean negative = at < body.length && body[at] == '-';
    if (negative) {
      at++;
    }
    long digits = 0;
    int whole = at;
    int p = at;
    while (p < body.length && digit(body[p])) {
      digits = digits * 10 + (body[p++] - '0');
    }
    int used = p - whole;
    // JSON has no numbers such as .5 or 012.
    if (used == 0 || (used > 1 && body[whole] == '0')) {
      other = true;
      return 0;
    }
    int power = 0;
    if (p < body.length && body[p] == '.') {
      int point = ++p;
      if (p + 8 <= body.length) {
        // Up to eight digits at once: the others of the eight bytes are shifted out, and what comes
        // in for them are zeros in front.
        long eight = (long) EIGHT.get(body, p) ^ ZEROS;
        int count = Long.numberOfTrailingZeros((eight + ABOVE_NINE | eight) & TOPS) >>> 3;
        if (count > 0) {
          digits = digits * TENS[count] + eightDigits(eight << (64 - 8 * count));
          p += count;
        }
      }
      while (p < body.length && digit(body[p])) {
        digits = digits * 10 + (body[p++] - '0');
      }
      power = point - p;
      used -= power;
      if (power == 0) {
        other = true;
        return 0;
      }
    }
    at = p;
    if (p < body.length && (body[p] | 0x20) == 'e') {
      power += exponent();
    }
    if (other || at - begin > LONGEST_NUMBER) {
      other = true;
      return 0;
    }
    if (used > MOST_DIGITS || power < -22 || power > 22) {
      return slow(begin);
    }
    double number = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
    return negative ? -number : number;
  }

  /** The number of eight digits' values, the first of them lowest in memory. */
  private static long eightDigits(long digits) {
    long pairs = digits * 10 + (digits >>> 8);
    return ((pairs & 0x000000ff000000ffL) * 0x000f424000000064L
            + (pairs >>> 16 & 0x000000ff000000ffL) * 0x0000271000000001L)
        >>> 32;
  }

  private int exponent() {
    at++;
    boolean negative = at < body.length && body[at] == '-';
    if (negative || (at < body.length && body[at] == '+')) {
      at++;
    }
    int begin = at;
    int exponent = 0;
    while (at < body.length && digit(body[at])) {
      exponent = Math.min(100_000, exponent * 10 + (body[at++] - '0'));
    }
    other |= at == begin;
    return negative ? -exponent : exponent;
  }

  private double slow(int begin) {
    double number =
        Double.parseDouble(new String(body, begin, at - begin, StandardCharsets.US_ASCII));
    other |= Double.isInfinite(number);
    return number;
  }

  private static boolean digit(byte c) {
    return c >= '0' && c <= '9';
  }
}
