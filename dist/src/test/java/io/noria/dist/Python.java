package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

/** The virtual environments that the test command made. */
final class Python {
  private Python() {}

  /** The Python with the newest clients. */
  static String executable() {
    return of("NORIA_TEST_PYTHON");
  }

  /** The Python with MLflow 3.6.0. */
  static String mlflow36() {
    return of("NORIA_TEST_PYTHON_MLFLOW36");
  }

  /** The Python with KServe's client. */
  static String kserve() {
    return of("NORIA_TEST_PYTHON_KSERVE");
  }

  private static String of(String variable) {
    String python = System.getenv(variable);
    assertThat(python)
        .as(variable + ", a Python with real clients; ./noria test makes it")
        .isNotNull();
    return python;
  }
}
