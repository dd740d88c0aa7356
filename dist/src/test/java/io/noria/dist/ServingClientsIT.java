package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified clients of other servers of models against the built program. */
class ServingClientsIT {
  @TempDir private Path temp;

  @Test
  void answersTheirClientsInTheirOwnForms() throws Exception {
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), "--ephemeral")) {
      Path output = temp.resolve("pytest.log");
      ProcessBuilder pytest =
          new ProcessBuilder(
                  Python.executable(),
                  "-m",
                  "pytest",
                  "-q",
                  "-x",
                  "-p",
                  "no:cacheprovider",
                  Path.of("src/test/python/serving").toAbsolutePath().toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      pytest.environment().put("NORIA_URL", server.url());
      pytest.environment().put("MLFLOW_TRACKING_URI", server.url());
      pytest.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      Process process = pytest.start();
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("pytest ended in time").isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
  }
}
