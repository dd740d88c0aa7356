package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

/** The virtual environment that the test command made. */
final class Python {
  private Python() {}

  static String executable() {
    String python = System.getenv("NORIA_TEST_PYTHON");
    assertThat(python)
        .as("NORIA_TEST_PYTHON, the Python with the real clients; ./noria test makes it")
        .isNotNull();
    return python;
  }
}
