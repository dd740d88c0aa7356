package io.noria.serving.python;

import io.noria.process.ChildOutput;
import io.noria.process.Exit;
import java.nio.file.Path;

/** Makes an environment in a folder: by uv or pip, and in tests by something quicker. */
interface Installer {
  /** What a command wrote, and how it ended. */
  interface Run {
    /** Runs a program of the installer's within the limits of time. */
    Exit run(ChildOutput output, Path folder, String... command) throws InterruptedException;
  }

  /** An empty environment of that Python in the folder. */
  Exit create(Run run, ChildOutput output, Path python, Path folder) throws InterruptedException;

  /** Installs what the file lists. */
  Exit install(Run run, ChildOutput output, Path folder, Path list, boolean builds)
      throws InterruptedException;

  private static Path parent(Path folder) {
    return java.util.Objects.requireNonNull(folder.toAbsolutePath().getParent());
  }

  /** With {@code python -m venv} and its pip. */
  static Installer pip() {
    return new Installer() {
      @Override
      public Exit create(Run run, ChildOutput output, Path python, Path folder)
          throws InterruptedException {
        return run.run(output, parent(folder), python.toString(), "-m", "venv", folder.toString());
      }

      @Override
      public Exit install(Run run, ChildOutput output, Path folder, Path list, boolean builds)
          throws InterruptedException {
        String python = folder.resolve("bin/python").toString();
        return builds
            ? run.run(
                output,
                folder,
                python,
                "-m",
                "pip",
                "install",
                "--no-input",
                "--disable-pip-version-check",
                "--progress-bar",
                "off",
                "-r",
                list.toString())
            : run.run(
                output,
                folder,
                python,
                "-m",
                "pip",
                "install",
                "--no-input",
                "--disable-pip-version-check",
                "--progress-bar",
                "off",
                "--only-binary",
                ":all:",
                "-r",
                list.toString());
      }
    };
  }

  /** With uv. */
  static Installer uv(Path uv) {
    return new Installer() {
      @Override
      public Exit create(Run run, ChildOutput output, Path python, Path folder)
          throws InterruptedException {
        return run.run(
            output,
            parent(folder),
            uv.toString(),
            "venv",
            "--no-project",
            "--relocatable",
            "--python",
            python.toString(),
            folder.toString());
      }

      @Override
      public Exit install(Run run, ChildOutput output, Path folder, Path list, boolean builds)
          throws InterruptedException {
        String python = folder.resolve("bin/python").toString();
        return builds
            ? run.run(
                output,
                folder,
                uv.toString(),
                "pip",
                "install",
                "--compile-bytecode",
                "--python",
                python,
                "-r",
                list.toString())
            : run.run(
                output,
                folder,
                uv.toString(),
                "pip",
                "install",
                "--compile-bytecode",
                "--python",
                python,
                "--only-binary",
                ":all:",
                "-r",
                list.toString());
      }
    };
  }
}
