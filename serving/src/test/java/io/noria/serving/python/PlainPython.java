package io.noria.serving.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Models of plain Python: pickles of a class in a module beside them. */
final class PlainPython {
  /** Its answers are sums; some first values make it misbehave. */
  static final String TOY =
      """
      import os, sys, time

      class Model:
          n_features_in_ = 2

          def predict(self, rows):
              rows = [[float(v) for v in row] for row in rows]
              for row in rows:
                  if row[0] == 666:
                      os._exit(3)
                  if row[0] == 777:
                      time.sleep(600)
                  if row[0] == 555:
                      raise ValueError("no row may begin with 555")
                  if row[0] == 444:
                      return {"a": 1}["b"] if False else 1 // 0
                  if row[0] == 333:
                      print("x" * 100000)
                      print("and on the other", file=sys.stderr)
                  if row[0] == 222:
                      time.sleep(row[1])
              return [sum(row) for row in rows]

      class Pid:
          n_features_in_ = 1

          def predict(self, rows):
              return [os.getpid() for row in rows]

      class Sizes:
          n_features_in_ = 1

          def predict(self, rows):
              if float(rows[0][0]) == 1:
                  time.sleep(0.3)
              return [len(rows) for row in rows]

      class Total:
          n_features_in_ = 1

          def predict(self, rows):
              if float(rows[0][0]) == 1:
                  time.sleep(0.3)
              return [sum(float(row[0]) for row in rows)]

      class Texts:
          noria_rows = True

          def predict(self, rows):
              return [None if row[0] is None else row[0] + "!" for row in rows]

      class Environment:
          def predict(self, rows):
              return [os.getcwd(), os.environ.get("HOME"), os.environ.get("NORIA_SECRET"),
                      os.environ.get("OMP_NUM_THREADS"), oct(os.umask(0o077)),
                      str(sorted(int(f) for f in os.listdir("/proc/self/fd"))), str(sys.flags.isolated)]

      def double(rows):
          return [[2 * float(v) for v in row] for row in rows]
      """;

  private PlainPython() {}

  /** The Python of this machine. */
  static Path python() {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
      String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Path.of(path.strip());
    } catch (IOException e) {
      throw new IllegalStateException("python3 is not on the PATH", e);
    }
  }

  /** A pickle of an instance of the class. */
  static PythonSource instance(Path folder, String kind) throws IOException {
    return pickle(folder, kind, "ctoy\n" + kind + "\n)R.");
  }

  /** A pickle of the function. */
  static PythonSource function(Path folder, String name) throws IOException {
    return pickle(folder, name, "ctoy\n" + name + "\n.");
  }

  /** A pickle of these opcodes. */
  static PythonSource pickle(Path folder, String name, String opcodes) throws IOException {
    Files.writeString(folder.resolve("toy.py"), TOY);
    Path file = folder.resolve(name + ".pkl");
    Files.writeString(file, opcodes, StandardCharsets.ISO_8859_1);
    return new PythonSource(name, file, python(), List.of(folder));
  }
}
