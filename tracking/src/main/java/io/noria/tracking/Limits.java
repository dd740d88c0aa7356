package io.noria.tracking;

import io.noria.base.NoriaException;
import org.jspecify.annotations.Nullable;

/**
 * What names, keys and values may look like and how long they may be: MLflow's published limits.
 */
public final class Limits {
  /** Longest key of a metric, param or tag. */
  public static final int KEY = 250;

  /** Longest param value; longer ones are cut, as MLflow does. */
  public static final int PARAM_VALUE = 6000;

  /** Longest run tag value; longer ones are cut, as MLflow does. */
  public static final int RUN_TAG_VALUE = 8000;

  /** Longest experiment name. */
  public static final int EXPERIMENT_NAME = 500;

  /** Longest experiment tag value. */
  public static final int EXPERIMENT_TAG_VALUE = 5000;

  /** Most metric points in one batch. */
  public static final int BATCH_METRICS = 1000;

  /** Most params in one batch, and most tags. */
  public static final int BATCH_PARAMS = 100;

  /** Most points, params and tags in one batch. */
  public static final int BATCH_ALL = 1000;

  private Limits() {}

  /**
   * A metric's, param's or tag's key: 1 to 250 letters, digits, {@code _ - . / :} and spaces, and a
   * clean relative path.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not
   */
  public static String key(String what, @Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw NoriaException.invalid(what + " key: empty (expected: a name)");
    }
    if (key.length() > KEY) {
      throw NoriaException.invalid(
          what
              + " key: '"
              + shown(key)
              + "' has "
              + key.length()
              + " characters (expected: at most "
              + KEY
              + ")");
    }
    if (!isWordOfKey(key) && !(hasKeyCharacters(key) && isCleanPath(key))) {
      throw NoriaException.invalid(
          what
              + " key: '"
              + shown(key)
              + "' (expected: letters, digits, _ - . / : and spaces, as a clean relative path)");
    }
    return key;
  }

  /**
   * A relative path that stays where it is: no leading slash, no {@code .} or {@code ..}, no empty
   * part, no backslash or control character.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not
   */
  public static String path(String what, String path) {
    boolean fits =
        path.length() <= 1000
            && path.chars().noneMatch(c -> c < 32 || c == '\\' || c == 127)
            && isCleanPath(path);
    if (!fits) {
      throw NoriaException.invalid(
          what + ": '" + shown(path) + "' (expected: a relative path without . or ..)");
    }
    return path;
  }

  /**
   * A text that is not empty.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is
   */
  public static String atLeastOne(String what, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw NoriaException.invalid(what + ": empty (expected: at least one character)");
    }
    return text;
  }

  /**
   * A text of at most so many characters.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is longer
   */
  public static void atMost(String what, @Nullable String text, int most) {
    if (text != null && text.length() > most) {
      throw NoriaException.invalid(
          what
              + ": '"
              + shown(text)
              + "' has "
              + text.length()
              + " characters (expected: at most "
              + most
              + ")");
    }
  }

  /** The text, cut after so many characters. */
  public static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  /** The text as messages show it: at most 100 characters. */
  public static String shown(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  static boolean isWord(String text, int most) {
    return !text.isEmpty()
        && text.length() <= most
        && text.chars()
            .allMatch(c -> c == '-' || c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
  }

  /** The usual key, which is checked for every point. */
  private static boolean isWordOfKey(String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasKeyCharacters(String key) {
    return key.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "_-./: ".indexOf(c) >= 0);
  }

  private static boolean isCleanPath(String path) {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
