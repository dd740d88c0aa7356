package io.noria.serving.python;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Pythons of this machine. */
final class Interpreters {
  private static final int LEAST_MINOR = 9;

  /**
   * One of them.
   *
   * @param version such as {@code 3.11.7}
   */
  record Interpreter(Path program, String version) {
    /** Such as {@code 3.11}. */
    String minor() {
      return version.substring(0, version.lastIndexOf('.'));
    }
  }

  private Interpreters() {}

  /**
   * The one of that minor version, else the usual one.
   *
   * @throws NoriaException FAILED_PRECONDITION when there is none of 3.9 or newer
   */
  static Interpreter find(@Nullable String wanted) {
    String minor = wanted == null ? null : wanted.replaceAll("^(\\d+\\.\\d+).*", "$1");
    if (minor != null) {
      for (Path program : candidates("python" + minor, minor)) {
        Interpreter found = ask(program);
        if (found != null && found.minor().equals(minor)) {
          return found;
        }
      }
    }
    for (Path program : candidates("python3", null)) {
      Interpreter found = ask(program);
      if (found != null && Integer.parseInt(found.minor().substring(2)) >= LEAST_MINOR) {
        return found;
      }
    }
    throw new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "python3 is not on the PATH (expected: Python 3.%d or newer, with venv)"
            .formatted(LEAST_MINOR));
  }

  private static Set<Path> candidates(String name, @Nullable String minor) {
    Set<Path> found = new LinkedHashSet<>();
    String path = System.getenv("PATH");
    List<String> folders = new ArrayList<>();
    if (path != null) {
      folders.addAll(List.of(path.split(":", -1)));
    }
    folders.addAll(List.of("/usr/local/bin", "/usr/bin"));
    for (String folder : folders) {
      if (!folder.isEmpty()) {
        found.add(Path.of(folder, name));
      }
    }
    if (minor != null) {
      Path versions = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
      if (Files.isDirectory(versions)) {
        try (Stream<Path> all = Files.list(versions)) {
          all.filter(one -> one.getFileName().toString().startsWith(minor + "."))
              .forEach(one -> found.add(one.resolve("bin").resolve(name)));
        } catch (IOException e) {
          // Then there are none of it.
        }
      }
    }
    found.removeIf(program -> !Files.isExecutable(program) || Files.isDirectory(program));
    return found;
  }

  /** Which it is; null when it is no Python 3. */
  static @Nullable Interpreter ask(Path program) {
    try {
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  "-I",
                  "-c",
                  "import sys; print(sys.executable); print('%d.%d.%d' % sys.version_info[:3])")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      List<String> lines = said.lines().toList();
      return process.exitValue() == 0 && lines.size() == 2 && lines.get(1).startsWith("3.")
          ? new Interpreter(Path.of(lines.getFirst()), lines.get(1))
          : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
