package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;

/**
 * A trace's id: {@code tr-} and 32 hexadecimal digits for those of OpenTelemetry; any id of up to
 * 100 visible characters without {@code /} can be asked for.
 *
 * @param value the id
 */
public record TraceId(String value) {
  private static final String PREFIX = "tr-";
  private static final int LONGEST = 100;

  /** Validates. */
  public TraceId {
    boolean fits =
        !value.isEmpty()
            && value.length() <= LONGEST
            && value.chars().allMatch(c -> c > ' ' && c < 127 && c != '/' && c != '\\')
            && !value.equals(".")
            && !value.equals("..");
    if (!fits) {
      throw NoriaException.invalid(
          "trace_id: '"
              + Limits.shown(value)
              + "' (expected: 1 to "
              + LONGEST
              + " visible characters without /)");
    }
  }

  /** The trace of an OpenTelemetry trace id, in lower-case hexadecimal digits. */
  public static TraceId ofHex(String hex) {
    return new TraceId(PREFIX + hex);
  }

  /** The OpenTelemetry trace id in hexadecimal digits; zeros when this is none of its ids. */
  public String hex() {
    String hex = value.startsWith(PREFIX) ? value.substring(PREFIX.length()) : value;
    boolean fits =
        hex.length() == 32 && hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    return fits ? hex : "0".repeat(32);
  }

  @Override
  public String toString() {
    return value;
  }
}
