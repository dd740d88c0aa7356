package io.noria.process;

/**
 * Takes a child's lines as they come, without their ends. Called from two threads, one for each
 * stream, but never for the same stream at once. What it throws is logged and the line is lost.
 */
@FunctionalInterface
public interface ChildOutput {
  /** Which stream. */
  enum Stream {
    /** Standard output. */
    OUT,
    /** Standard error. */
    ERR
  }

  /** A line; a carriage return ends one too, so progress bars come as lines. */
  void line(Stream stream, String line);

  /** Throws the lines away. */
  static ChildOutput discard() {
    return (stream, line) -> {};
  }
}
