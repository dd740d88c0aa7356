package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages, made from the built program and started where there is no Java. */
class PackagesIT {
  /** All that the start script may need; there is no {@code java} among them. */
  private static final List<String> TOOLS =
      List.of("bash", "dirname", "readlink", "stat", "touch", "env");

  @TempDir private static Path made;
  private static Path tools;

  @TempDir private Path temp;

  private record Ended(int status, String out, String err) {}

  @BeforeAll
  static void packages() throws Exception {
    tools = Files.createDirectory(made.resolve("tools"));
    for (String tool : TOOLS) {
      Path there = Path.of("/usr/bin", tool);
      Files.copy(
          Files.exists(there) ? there : Path.of("/bin", tool),
          tools.resolve(tool),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    Ended ended = dist("--out", made.toString(), "--only", "tarball,deb,wheel");
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out().lines()).hasSize(3);
  }

  private static Ended dist(String... arguments) throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", root + "/dist/src/main/packaging/dist.sh", root.toString()));
    command.addAll(List.of(NoriaProcess.app().toString(), System.getProperty("java.home")));
    command.addAll(List.of(arguments));
    return run(new ProcessBuilder(command));
  }

  private static Ended run(ProcessBuilder builder) throws Exception {
    Path out = Files.createTempFile(made, "out", "");
    Path err = Files.createTempFile(made, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).as(builder.command() + " ended").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static void done(String... command) throws Exception {
    Ended ended = run(new ProcessBuilder(command));
    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
  }

  private static Path only(Path folder, String glob) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
      List<Path> paths = new ArrayList<>();
      found.forEach(paths::add);
      assertThat(paths).as(glob).hasSize(1);
      return paths.getFirst();
    }
  }

  /** The command with nothing of this process's environment, and no Java on the PATH. */
  private ProcessBuilder bare(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    Path home = temp.resolve("home");
    Files.createDirectories(home);
    builder.environment().putAll(Map.of("PATH", tools.toString(), "HOME", home.toString()));
    return builder.directory(home.toFile());
  }

  private Path unpacked() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("another place"));
    Path tarball = only(made, "noria-*-linux-*.tar.gz");
    done("tar", "-C", folder.toString(), "-xzf", tarball.toString());
    return only(folder, "noria-*");
  }

  private void answers(Path program, Path home) throws Exception {
    ProcessBuilder command = bare(program, "server", "--ephemeral", "--port", "0");
    try (NoriaProcess server = NoriaProcess.listening(command, temp.resolve("log"))) {
      assertThat(server.get("/health").body()).contains("\"status\":\"healthy\"");
      assertThat(server.get("/noria/v1/version").body()).contains("\"mlflow\"");
      assertThat(server.get("/").body()).contains("<div id=\"root\"");
      var created =
          server.post("/api/2.0/mlflow/experiments/create", "{\"name\":\"from a package\"}");
      assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
      assertThat(created.body()).contains("experiment_id");
      assertThat(server.mapped())
          .contains(
              home.resolve("runtime/lib/server/libjvm.so").toString(),
              home.resolve("native/libsqlitejdbc.so").toString(),
              home.resolve("noria.aot").toString());
      // A JVM that was asked to end says so by 128 + 15.
      assertThat(server.stop()).isEqualTo(143);
    }
  }

  @Test
  void theTarballAnswersFromAnyFolder() throws Exception {
    Path home = unpacked();
    answers(home.resolve("bin/noria"), home);
  }

  @Test
  void jarsWhoseTimesWereLostStillFitTheStartUpCache() throws Exception {
    Path home = unpacked();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(home.resolve("lib"), "*.jar")) {
      for (Path jar : jars) {
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
      }
    }
    answers(home.resolve("bin/noria"), home);
  }

  @Test
  void theDebianPackageAnswersFromItsTree() throws Exception {
    Path root = temp.resolve("root");
    done("dpkg-deb", "-x", only(made, "noria_*.deb").toString(), root.toString());

    assertThat(Files.readSymbolicLink(root.resolve("usr/bin/noria")))
        .hasToString("../lib/noria/bin/noria");
    assertThat(Files.readString(root.resolve("usr/lib/systemd/system/noria.service")))
        .contains("ExecStart=/usr/lib/noria/bin/noria server --config /etc/noria/server.yaml\n");
    // The settings are read by the server: on a folder and a port of the test's own.
    Path home = root.resolve("usr/lib/noria");
    ProcessBuilder command =
        bare(
            root.resolve("usr/bin/noria"),
            "server",
            "--config",
            root.resolve("etc/noria/server.yaml").toString(),
            "--data",
            temp.resolve("data").toString(),
            "--port",
            "0");
    try (NoriaProcess server = NoriaProcess.listening(command, temp.resolve("log"))) {
      assertThat(server.get("/health").body()).contains("\"status\":\"healthy\"");
    }
    answers(root.resolve("usr/bin/noria"), home);
  }

  @Test
  void theWheelInstallsWithoutAnIndexAndPlaysTheDemo() throws Exception {
    Path venv = temp.resolve("venv");
    done(Python.executable(), "-m", "venv", venv.toString());
    done(
        venv.resolve("bin/pip").toString(),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-index",
        only(made, "noria-*.whl").toString());
    Path noria = venv.resolve("bin/noria");

    Ended version = run(bare(noria, "--version"));
    assertThat(version.out()).as(version.err()).matches("noria \\d+\\.\\d+\\.\\d+.*\\s*");

    Ended demo = run(bare(noria, "demo", "--headless", "--port", "0", "--until", "2013-04"));
    assertThat(demo.status()).as(demo.err()).isZero();
    assertThat(demo.out()).contains("\"model_versions\":").contains("\"predictions\":");
  }

  @Test
  void whatNeedsTheSourcesSaysSo() throws Exception {
    Path noria = unpacked().resolve("bin/noria");
    for (String command : List.of("test", "bench", "dist")) {
      Ended ended = run(bare(noria, command));
      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.err())
          .isEqualTo(
              "noria "
                  + command
                  + " works on Noria's sources (expected: ./noria "
                  + command
                  + " in a checkout)\n");
    }
  }

  @Test
  void anUnknownKindOfPackageIsWrongUsage() throws Exception {
    Ended ended = dist("--only", "tarball,rpm", "--out", temp.resolve("packages").toString());
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("--only: rpm (expected: tarball, deb or wheel)");
    assertThat(temp.resolve("packages")).doesNotExist();
  }
}
