package io.noria.serving.python;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A Python with the packages of some model.
 *
 * @param key what it is called
 * @param interpreter the program
 * @param version of Python: {@code 3.11.7}
 * @param packages that were asked for
 * @param made when
 * @param used when it was last asked for
 * @param bytes that it takes on the disk
 */
public record PythonEnvironment(
    String key,
    Path interpreter,
    String version,
    List<String> packages,
    Instant made,
    Instant used,
    long bytes) {
  /** Copies. */
  public PythonEnvironment {
    packages = List.copyOf(packages);
  }
}
