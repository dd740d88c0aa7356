package io.noria.registry;

import io.noria.base.NoriaException;
import java.util.Locale;

/** Where a version stands on its way. An attribute: several versions may be in Production. */
public enum Stage {
  /** New, or taken back. MLflow calls it None. */
  DEVELOPMENT("Development"),
  /** Passed the first gate. */
  STAGING("Staging"),
  /** Answers, or may answer, in earnest. */
  PRODUCTION("Production"),
  /** Had its day. */
  ARCHIVED("Archived");

  private final String title;

  Stage(String title) {
    this.title = title;
  }

  /** The name as people write it: {@code Production}. */
  public String title() {
    return title;
  }

  /**
   * Reads a name in any case; {@code None} is Development.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is no stage
   */
  public static Stage parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "none", "development" -> DEVELOPMENT;
      case "staging" -> STAGING;
      case "production" -> PRODUCTION;
      case "archived" -> ARCHIVED;
      default ->
          throw NoriaException.invalid(
              "stage: '" + text + "' (expected: Development, Staging, Production or Archived)");
    };
  }
}
