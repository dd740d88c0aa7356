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
    try (NoriaProcess server =
        NoriaProcess.server(
            temp.resolve("server.log"),
            "--ephemeral",
            "--set",
            "noria.tracing.exporter=self",
            "--set",
            "noria.metrics.aliases=all")) {
      Path scripts = Path.of("src/test/python").toAbsolutePath();
      run(
          server,
          Python.executable(),
          "-m",
          "pytest",
          "-q",
          "-x",
          "-p",
          "no:cacheprovider",
          scripts.resolve("serving").toString());
      // The models that were deployed there are still answering.
      run(server, Python.kserve(), scripts.resolve("kserve_check.py").toString());
    }
  }

  private void run(NoriaProcess server, String... command) throws Exception {
    Path output = temp.resolve("client.log");
    ProcessBuilder client =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    client.environment().put("NORIA_URL", server.url());
    client.environment().put("MLFLOW_TRACKING_URI", server.url());
    client.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = client.start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("the client ended in time").isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }
}
