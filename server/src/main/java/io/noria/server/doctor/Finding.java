package io.noria.server.doctor;

/**
 * One thing that was looked at.
 *
 * @param name what
 * @param status how it is
 * @param found what was found
 * @param advice what to do about it; empty when nothing need be done
 */
public record Finding(String name, Status status, String found, String advice) {
  /** How it is. */
  public enum Status {
    /** As it should be. */
    OK,
    /** It works, but something will be slow or missing. */
    WARN,
    /** It does not work. */
    FAIL
  }

  static Finding ok(String name, String found) {
    return new Finding(name, Status.OK, found, "");
  }

  static Finding warn(String name, String found, String advice) {
    return new Finding(name, Status.WARN, found, advice);
  }

  static Finding fail(String name, String found, String advice) {
    return new Finding(name, Status.FAIL, found, advice);
  }
}
