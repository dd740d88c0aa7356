package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.process.ChildOutput;
import io.noria.process.ChildProcess;
import io.noria.process.ChildSpec;
import io.noria.process.Exit;
import io.noria.process.JvmCommand;
import io.noria.storage.json.Json;
import io.noria.training.child.ChildRequest;
import io.noria.training.child.LinearMain;
import io.noria.training.child.TrainerMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a trainer's child program once. */
final class TrainerProcess {
  private static final int KEPT_LINES = 12;

  private final Class<?> program;
  private final List<String> options;
  private final Path folder;
  private final int heapMegabytes;
  private final Deque<String> lastErrors = new ArrayDeque<>();

  /** Of XGBoost, whose work is in native code: Java's own is compiled quickly and no further. */
  static TrainerProcess trees(Path folder, int heapMegabytes) {
    return new TrainerProcess(
        TrainerMain.class, List.of("-XX:TieredStopAtLevel=1"), folder, heapMegabytes);
  }

  /** Of linear models, whose work is in Java. */
  static TrainerProcess linear(Path folder, int heapMegabytes) {
    return new TrainerProcess(LinearMain.class, List.of(), folder, heapMegabytes);
  }

  private TrainerProcess(Class<?> program, List<String> options, Path folder, int heapMegabytes) {
    this.program = program;
    this.options = options;
    this.folder = folder;
    this.heapMegabytes = heapMegabytes;
  }

  /**
   * A line of the child.
   *
   * @param type {@code round}, {@code trial} or {@code best}
   */
  record Line(
      String type,
      int trial,
      int round,
      int rounds,
      @Nullable String loss,
      @Nullable Double train,
      @Nullable Double validation,
      @Nullable String metric,
      @Nullable Double value,
      double seconds) {}

  /**
   * Starts the child and gives its lines until it ends.
   *
   * @throws NoriaException UNAVAILABLE with its last words when it ends in any way but well
   */
  void run(ChildRequest request, SearchJob job, Consumer<Line> lines)
      throws IOException, InterruptedException {
    Path file = folder.resolve("request.properties");
    request.write(file);
    List<String> jvm = new ArrayList<>();
    jvm.addAll(
        List.of(
            "-Xmx" + heapMegabytes + "m",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            // The library unpacks itself there: what is left goes with the folder.
            "-Djava.io.tmpdir=" + folder));
    jvm.addAll(options);
    List<String> command = JvmCommand.of(program, jvm, List.of(file.toString()));
    // Native threads that wait must not spin: other trainings share the cores.
    ChildSpec spec =
        ChildSpec.of(folder, command)
            .withEnvironment(Map.of("OMP_WAIT_POLICY", "PASSIVE", "OMP_NUM_THREADS", "1"));
    try (ChildProcess child =
        ChildProcess.start(spec, (stream, line) -> line(stream, line, job, lines))) {
      job.onCancel(child::kill);
      Exit exit = child.await();
      if (!exit.ok()) {
        throw new NoriaException(
            ErrorCode.UNAVAILABLE,
            "trainer: "
                + exit.inWords()
                + (lastErrors.isEmpty() ? "" : "; its last words: ")
                + String.join(" | ", lastErrors));
      }
    }
  }

  private void line(ChildOutput.Stream stream, String line, SearchJob job, Consumer<Line> lines) {
    switch (stream) {
      case OUT -> lines.accept(Json.read(line, Line.class));
      case ERR -> {
        synchronized (lastErrors) {
          if (lastErrors.size() == KEPT_LINES) {
            lastErrors.removeFirst();
          }
          lastErrors.addLast(line.strip());
        }
        job.log(line);
      }
    }
  }
}
