package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Python environments of the other systems, each of its own, made at first use. */
final class Venvs {
  private Venvs() {}

  /**
   * The folder of an environment, with what {@code benchmarks/peers/NAME.txt} asks for.
   *
   * @throws IOException when it cannot be installed here
   */
  static Path of(Settings settings, String name) throws IOException, InterruptedException {
    Path folder = settings.work().resolve("peers").resolve(name);
    Path asked = settings.home().resolve("benchmarks/peers").resolve(name + ".txt");
    Path installed = folder.resolve("installed.txt");
    if (Files.exists(installed) && Files.mismatch(installed, asked) < 0) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Path log = folder.resolveSibling(name + ".log");
    System.err.println("Making the Python environment of " + name + " (log: " + log + ")");
    if (!Files.exists(folder.resolve("bin/python"))) {
      Measured.run(log, log, List.of("python3", "-m", "venv", folder.toString()));
    }
    Measured.run(
        log,
        log,
        List.of(folder.resolve("bin/pip").toString(), "install", "-q", "-r", asked.toString()));
    Files.copy(asked, installed, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return folder;
  }

  /** The version of a package in an environment; empty when it is not there. */
  static String version(Path venv, String name) throws IOException {
    String begin = name.toLowerCase(Locale.ROOT).replace('-', '_') + "-";
    try (DirectoryStream<Path> libraries =
        Files.newDirectoryStream(venv.resolve("lib"), "python*")) {
      for (Path library : libraries) {
        try (DirectoryStream<Path> packages =
            Files.newDirectoryStream(library.resolve("site-packages"), "*.dist-info")) {
          for (Path one : packages) {
            String file = one.getFileName().toString();
            if (file.toLowerCase(Locale.ROOT).startsWith(begin)) {
              return file.substring(begin.length(), file.length() - ".dist-info".length());
            }
          }
        }
      }
    }
    return "";
  }
}
