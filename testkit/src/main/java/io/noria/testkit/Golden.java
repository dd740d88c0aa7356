package io.noria.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares with a file under {@code src/test/resources}; {@code -Dnoria.golden=write} writes what
 * came instead, to be read and committed by a person.
 */
public final class Golden {
  private static final Path RESOURCES = Path.of("src", "test", "resources");

  private Golden() {}

  /** The golden text; the module's folder is the working folder, as Maven has it. */
  public static String read(String name) {
    Path file = RESOURCES.resolve(name);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "golden file " + file.toAbsolutePath() + " (write it with -Dnoria.golden=write)", e);
    }
  }

  /** Fails with the difference when the text is not the golden one. */
  public static void check(String name, String actual) {
    if ("write".equals(System.getProperty("noria.golden"))) {
      Path file = RESOURCES.resolve(name);
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, actual);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return;
    }
    assertThat(actual).as("golden file %s", name).isEqualTo(read(name));
  }
}
