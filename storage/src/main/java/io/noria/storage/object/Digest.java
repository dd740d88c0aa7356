package io.noria.storage.object;

import io.noria.base.NoriaException;
import java.util.regex.Pattern;

/**
 * The SHA-256 of an object's bytes.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record Digest(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /** Validates. */
  public Digest {
    if (!FORM.matcher(value).matches()) {
      throw NoriaException.invalid("digest: " + value + " (expected: 64 hexadecimal digits)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
