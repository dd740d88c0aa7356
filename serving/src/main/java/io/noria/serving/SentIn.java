package io.noria.serving;

import java.util.Locale;

/**
 * Which models that were sent in may have their files run. A pickle is a program: whoever loads one
 * runs what its writer put into it.
 */
public enum SentIn {
  /** None, whatever was decided about them. */
  NEVER,
  /** Those that somebody named, one by one. */
  NAMED,
  /** Every model. */
  ALL;

  /** Lower case: the form in settings. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
