package io.noria.registry;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.Locale;
import java.util.regex.Pattern;

/** What models, versions and aliases may be called. */
public final class Names {
  private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final Pattern NUMBERED = Pattern.compile("[vV][0-9]+");

  private Names() {}

  /**
   * A model's name: 1 to 256 characters without {@code /}, {@code :} and control characters.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not
   */
  public static String model(String name) {
    Limits.atLeastOne("model name", name);
    Limits.atMost("model name", name, 256);
    if (name.isBlank() || name.chars().anyMatch(c -> c == '/' || c == ':' || c < 32)) {
      throw NoriaException.invalid(
          "model name: '" + Limits.shown(name) + "' (expected: a name without / and :)");
    }
    return name;
  }

  /**
   * An alias: letters, digits, {@code _} and {@code -}, up to 255; not {@code latest}, not {@code
   * v} and a number.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not
   */
  public static String alias(String alias) {
    if (!ALIAS.matcher(alias).matches()) {
      throw NoriaException.invalid(
          "alias: '" + Limits.shown(alias) + "' (expected: up to 255 letters, digits, _ and -)");
    }
    if (alias.toLowerCase(Locale.ROOT).equals("latest") || NUMBERED.matcher(alias).matches()) {
      throw NoriaException.invalid(
          "alias: '" + alias + "' is reserved (expected: not latest, not v and a number)");
    }
    return alias;
  }

  /**
   * A version's number.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not a number of 1 or more
   */
  public static int version(String text) {
    try {
      int version = Integer.parseInt(text);
      if (version >= 1) {
        return version;
      }
    } catch (NumberFormatException e) {
      // Said below, for both cases.
    }
    throw NoriaException.invalid(
        "version: '" + Limits.shown(text) + "' (expected: a number of 1 or more)");
  }
}
