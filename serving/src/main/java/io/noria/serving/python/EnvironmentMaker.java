package io.noria.serving.python;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.process.ChildOutput;
import io.noria.process.ChildProcess;
import io.noria.process.ChildSpec;
import io.noria.process.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Makes one environment in a folder and tells how it goes. */
final class EnvironmentMaker {
  private static final int KEPT = 15;
  private static final long LEAST_ROOM = 256L << 20;

  private final Installer installer;
  private final PythonEnvironments.Settings settings;
  private final EnvironmentProgress progress;
  private final long begun = System.nanoTime();
  private final Deque<String> last = new ArrayDeque<>();

  EnvironmentMaker(
      Installer installer, PythonEnvironments.Settings settings, EnvironmentProgress progress) {
    this.installer = installer;
    this.settings = settings;
    this.progress = progress;
  }

  /** uv when it is on the PATH, else pip. */
  static Installer installer() {
    String path = System.getenv("PATH");
    for (String folder : path == null ? new String[0] : path.split(":")) {
      Path uv = Path.of(folder, "uv");
      if (Files.isExecutable(uv) && Files.isRegularFile(uv)) {
        return Installer.uv(uv);
      }
    }
    return Installer.pip();
  }

  void waits() {
    say(EnvironmentProgress.Phase.WAIT, "another is making it");
  }

  void done() {
    say(EnvironmentProgress.Phase.DONE, "");
  }

  void make(Path folder, Interpreters.Interpreter python, Requirements requirements)
      throws IOException {
    if (Files.getFileStore(folder.getParent()).getUsableSpace() < LEAST_ROOM) {
      throw new NoriaException(
          ErrorCode.STORAGE_FULL,
          "%s: too little room for a Python environment (expected: %d MB)"
              .formatted(folder.getParent(), LEAST_ROOM >> 20));
    }
    try {
      String wanted = requirements.python();
      say(EnvironmentProgress.Phase.CREATE, "");
      if (wanted != null && !wanted.startsWith(python.minor())) {
        say(
            EnvironmentProgress.Phase.CREATE,
            "Python %s is not on this machine; %s is taken".formatted(wanted, python.version()));
      }
      Exit created =
          installer.create(
              this::run, hear(EnvironmentProgress.Phase.CREATE), python.program(), folder);
      require(created, "is not created", "python3 -m venv must work; on Debian: python3-venv");
      install(folder, python, requirements);
      check(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "interrupted while making a Python", e);
    }
  }

  private void install(Path folder, Interpreters.Interpreter python, Requirements requirements)
      throws IOException, InterruptedException {
    Path list = folder.resolve("requirements.txt");
    Files.writeString(list, String.join("\n", requirements.packages()) + "\n");
    if (requirements.packages().isEmpty()) {
      return;
    }
    say(EnvironmentProgress.Phase.INSTALL, "");
    Exit installed =
        installer.install(
            this::run, hear(EnvironmentProgress.Phase.INSTALL), folder, list, settings.builds());
    String hint =
        "Python "
            + python.version()
            + (settings.builds()
                ? ""
                : "; packages as wheels alone, since" + " to build one runs its author's code");
    require(installed, "is not installed", hint);
  }

  private void check(Path folder) throws InterruptedException {
    say(EnvironmentProgress.Phase.CHECK, "");
    Exit tried =
        run(
            hear(EnvironmentProgress.Phase.CHECK),
            folder,
            folder.resolve("bin/python").toString(),
            "-I",
            "-c",
            "import sys, socket, struct, json");
    require(tried, "does not start", "a Python 3.9 or newer");
  }

  private void require(Exit exit, String what, String expected) {
    if (exit.ok()) {
      return;
    }
    String said;
    synchronized (last) {
      said = String.join("\n", last);
    }
    throw new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "the model's Python environment %s: %s; it said: %s (expected: %s)"
            .formatted(what, exit.inWords(), said, expected));
  }

  private Exit run(ChildOutput output, Path folder, String... command) throws InterruptedException {
    Duration left = settings.time().minusNanos(System.nanoTime() - begun);
    ChildSpec spec =
        ChildSpec.of(folder, command)
            .withCleanEnvironment()
            .withEnvironment(variables())
            .withTimeout(left.isPositive() ? left : Duration.ofMillis(1));
    return ChildProcess.run(spec, output);
  }

  /** Where packages come from is said by the variables of pip and uv. */
  private static Map<String, String> variables() {
    Map<String, String> kept = new HashMap<>();
    System.getenv()
        .forEach((name, value) -> {
          if (name.startsWith("PIP_")
              || name.startsWith("UV_")
              || name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy")
              || name.equals("SSL_CERT_FILE")
              || name.equals("SSL_CERT_DIR")
              || name.equals("REQUESTS_CA_BUNDLE")
              || name.equals("XDG_CACHE_HOME")
              || name.equals("XDG_CONFIG_HOME")) {
            kept.put(name, value);
          }
        });
    return kept;
  }

  private ChildOutput hear(EnvironmentProgress.Phase phase) {
    return (stream, line) -> {
      synchronized (last) {
        last.add(line);
        if (last.size() > KEPT) {
          last.remove();
        }
      }
      say(phase, line);
    };
  }

  private void say(EnvironmentProgress.Phase phase, String line) {
    progress.line(phase, line, Duration.ofNanos(System.nanoTime() - begun));
  }
}
