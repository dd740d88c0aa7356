package io.noria.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where things are and how long to measure.
 *
 * @param home the repository
 * @param app the built distribution
 * @param work what the runs make
 * @param seconds how long each case is measured, after a third of it to warm up
 * @param minutes how long the soak lasts
 * @param json print the records only
 * @param runs how many runs are searched
 * @param points how long the long curve is
 * @param cases which groups of cases; none for all
 * @param systems which systems; none for all
 * @param formats which forms of questions; none for all
 */
record Settings(
    Path home,
    Path app,
    Path work,
    int seconds,
    int minutes,
    boolean json,
    int runs,
    int points,
    List<String> cases,
    List<String> systems,
    List<String> formats) {
  /** Reads {@code --name value} pairs. */
  static Settings of(List<String> arguments) {
    Path home = Path.of(".");
    Path app = null;
    Path work = null;
    int seconds = 6;
    int minutes = 10;
    boolean json = false;
    int runs = 100_000;
    int points = 10_000_000;
    List<String> cases = List.of();
    List<String> systems = List.of();
    List<String> formats = List.of();
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      if (name.equals("--json")) {
        json = true;
        continue;
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(name + " (expected: a value after it)");
      }
      String value = arguments.get(++i);
      switch (name) {
        case "--home" -> home = Path.of(value);
        case "--app" -> app = Path.of(value);
        case "--work" -> work = Path.of(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        case "--minutes" -> minutes = Integer.parseInt(value);
        case "--runs" -> runs = Integer.parseInt(value);
        case "--points" -> points = Integer.parseInt(value);
        case "--cases" -> cases = List.of(value.split(","));
        case "--systems" -> systems = List.of(value.split(","));
        case "--formats" -> formats = List.of(value.split(","));
        default ->
            throw new IllegalArgumentException(
                name
                    + " (expected: --seconds N, --minutes N, --runs N, --points N, --cases A,B,"
                    + " --systems A,B, --formats A,B or --json)");
      }
    }
    home = home.toAbsolutePath().normalize();
    return new Settings(
        home,
        app == null ? home.resolve("dist/target/noria") : app.toAbsolutePath(),
        work == null ? home.resolve(".build/bench") : work.toAbsolutePath(),
        seconds,
        minutes,
        json,
        runs,
        points,
        cases,
        systems,
        formats);
  }

  Duration measured() {
    return Duration.ofSeconds(seconds);
  }

  Duration warmUp() {
    return Duration.ofSeconds(Math.max(1, seconds / 3));
  }

  /** For what only one run needs; emptied by the next. */
  Path scratch() {
    return work.resolve("scratch");
  }

  String noria() {
    return app.resolve("bin/noria").toString();
  }

  String python(String program) {
    return work.resolve("venv/bin").resolve(program).toString();
  }

  /** The folder of the Python programs. */
  Path scripts() {
    return home.resolve("benchmarks/src/main/python");
  }
}
