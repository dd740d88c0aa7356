package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified Python clients against the built program. */
class PythonClientsIT {
  @TempDir private Path temp;

  @Test
  void theMlflowClientDoesItsEverydayWork() throws Exception {
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
                  Path.of("src/test/python/mlflow").toAbsolutePath().toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      pytest.environment().put("NORIA_URL", server.url());
      pytest.environment().put("MLFLOW_TRACKING_URI", server.url());
      Process process = pytest.start();
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("pytest ended in time").isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
  }
}
