package io.noria.serving.python;

/**
 * Whether a file may be unpickled. To unpickle is to run what its author wrote, so who calls
 * decides and nothing here does.
 */
public sealed interface Trust {
  /** It may. */
  Trust ALLOWED = new Allowed();

  /** It may not, and why. */
  static Trust refused(String reason) {
    return new Refused(reason);
  }

  /** It may. */
  record Allowed() implements Trust {}

  /**
   * It may not.
   *
   * @param reason in a few words, as a sentence goes on after a colon
   */
  record Refused(String reason) implements Trust {}
}
