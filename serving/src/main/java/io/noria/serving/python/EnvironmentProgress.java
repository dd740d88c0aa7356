package io.noria.serving.python;

import java.time.Duration;

/** Hears how the making of an environment goes, from several threads. */
@FunctionalInterface
public interface EnvironmentProgress {
  /** What is done. */
  enum Phase {
    /** Another thread or server makes the same one. */
    WAIT,
    /** A Python is looked for and an empty environment made. */
    CREATE,
    /** The packages are installed. */
    INSTALL,
    /** It is tried. */
    CHECK,
    /** It is ready. */
    DONE
  }

  /**
   * A step, or a line that the installer wrote.
   *
   * @param line empty at the beginning of a phase
   * @param since the start of all
   */
  void line(Phase phase, String line, Duration since);

  /** Hears nothing. */
  static EnvironmentProgress none() {
    return (phase, line, since) -> {};
  }
}
