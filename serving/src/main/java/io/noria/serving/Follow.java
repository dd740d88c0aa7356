package io.noria.serving;

import io.noria.base.NoriaException;
import java.util.Locale;

/**
 * What a deployment follows: exactly one alias, stage or version of its model.
 *
 * @param kind which sort of reference
 * @param value the alias's or stage's name, or the version's number
 */
public record Follow(Kind kind, String value) {
  /** The sorts of references. */
  public enum Kind {
    /** A pointer that moves: {@code champion}. */
    ALIAS,
    /** The newest version in a stage: {@code Production}. */
    STAGE,
    /** One version, for ever. */
    VERSION;

    /** Lower case: the form in rows and on wires. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Validates. */
  public Follow {
    if (value.isBlank()) {
      throw NoriaException.invalid("follow: empty (expected: the name of an " + kind.wire() + ")");
    }
    if (kind == Kind.VERSION && !value.matches("[1-9][0-9]{0,8}")) {
      throw NoriaException.invalid("follow: version " + value + " (expected: 1, 2, 3, …)");
    }
  }

  /** Follows the alias. */
  public static Follow alias(String alias) {
    return new Follow(Kind.ALIAS, alias);
  }

  /** Follows the newest version in the stage. */
  public static Follow stage(String stage) {
    return new Follow(Kind.STAGE, stage);
  }

  /** Stays at the version. */
  public static Follow version(int version) {
    return new Follow(Kind.VERSION, Integer.toString(version));
  }

  /**
   * Reads {@code kind:value} as rows hold it.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not that
   */
  public static Follow parse(String text) {
    int colon = text.indexOf(':');
    if (colon > 0) {
      for (Kind kind : Kind.values()) {
        if (kind.wire().equals(text.substring(0, colon))) {
          return new Follow(kind, text.substring(colon + 1));
        }
      }
    }
    throw NoriaException.invalid(
        "follow: " + text + " (expected: alias:NAME, stage:NAME or version:NUMBER)");
  }

  @Override
  public String toString() {
    return kind.wire() + ":" + value;
  }
}
