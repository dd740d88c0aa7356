package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified Python clients against the built program. */
class PythonClientsIT {
  @TempDir private Path temp;

  @Test
  void theMlflowClientDoesItsEverydayWork() throws Exception {
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), "--ephemeral")) {
      pytest(Python.executable(), "mlflow", server);
    }
  }

  @Test
  void anOlderMlflowClientDoesItsEverydayWork() throws Exception {
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), "--ephemeral")) {
      pytest(
          Python.mlflow36(),
          "mlflow",
          server,
          "-k",
          // What its environment or its client does not have.
          "not onnx and not optuna and not export_import and not test_datasets and not test_scorers"
              + " and not test_prompts and not remembers_its_prompts and not opentelemetry");
    }
  }

  @Test
  void theMlflowClientKeepsWorkspacesApart() throws Exception {
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("server.log"), "--ephemeral", "--workspaces")) {
      pytest(Python.executable(), "workspaces", server);
    }
  }

  @Test
  void ourOwnPackageDoesItsEverydayWork() throws Exception {
    // Where the suite finds it, to compare what comes back with what was given.
    Path project = Path.of("target/python-project").toAbsolutePath();
    SmallProject.write(project, YearMonth.of(2020, 1), 2);
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), "--ephemeral")) {
      var applied =
          server.post(
              "/noria/v1/projects/apply",
              "{\"folder\":\"" + project + "\",\"event_time\":\"2020-03-02T00:00:00Z\"}");
      assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
      var settled = server.post("/noria/v1/projects/orders/settle", "{\"timeout_seconds\":55}");
      assertThat(settled.body()).contains("\"settled\":true");
      pytest(Python.executable(), "noria", server);
    }
  }

  private void pytest(String python, String suite, NoriaProcess server, String... more)
      throws Exception {
    Path output = temp.resolve("pytest.log");
    List<String> command =
        new ArrayList<>(List.of(python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"));
    command.add(Path.of("src/test/python").toAbsolutePath().resolve(suite).toString());
    command.addAll(List.of(more));
    ProcessBuilder pytest =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    pytest.environment().put("NORIA_URL", server.url());
    pytest.environment().put("MLFLOW_TRACKING_URI", server.url());
    pytest.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = pytest.start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("pytest ended in time").isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }
}
