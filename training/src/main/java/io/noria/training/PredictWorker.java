package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.process.ChildOutput;
import io.noria.process.ChildProcess;
import io.noria.process.ChildSpec;
import io.noria.process.CommandLine;
import io.noria.process.Exit;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.storage.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's own program as serving will run it: in the bundle's folder, asked with a line of JSON
 * for each row, answering a line for each. Not thread-safe.
 */
final class PredictWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PredictWorker.class);
  private static final int LINES_AT_ONCE = 500;
  private static final int LAST_WORDS = 12;
  private static final Duration FIRST_ANSWER = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int LONGEST_ANSWER = 256 << 10;
  private static final double SLACK = 0.01;
  private static final String END = "\0end";

  private final BundleInfo info;
  private final int outputs;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Deque<String> words = new ArrayDeque<>();
  private final ChildProcess child;
  private boolean answered;

  private PredictWorker(BundleInfo info, ChildSpec spec) {
    this.info = info;
    this.outputs = info.objective() == BundleInfo.Objective.MULTICLASS ? info.classes().size() : 1;
    this.child = ChildProcess.start(spec, this::line);
    var unused = child.onExit().whenComplete((exit, problem) -> answers.add(END));
  }

  /** Starts the bundle's program. */
  static PredictWorker start(Path bundle, BundleInfo info, long memoryBytes) {
    ChildSpec spec =
        ChildSpec.of(bundle, CommandLine.parse(info.predict()))
            .withCleanEnvironment()
            .withEnvironment(environment(info))
            .withMemory(memoryBytes)
            .withMaxLineBytes(LONGEST_ANSWER);
    return new PredictWorker(info, spec);
  }

  /** What such a program is told. */
  static Map<String, String> environment(BundleInfo info) {
    return Map.of(
        "NORIA_CLASSES", Json.write(info.classes()),
        "NORIA_FEATURES", Json.write(info.signature().names()),
        "NORIA_TARGET", info.target(),
        "PYTHONUNBUFFERED", "1",
        "PYTHONDONTWRITEBYTECODE", "1");
  }

  private void line(ChildOutput.Stream stream, String line) {
    if (stream == ChildOutput.Stream.OUT) {
      answers.add(line);
      return;
    }
    synchronized (words) {
      words.addLast(line.strip());
      if (words.size() > LAST_WORDS) {
        words.removeFirst();
      }
    }
  }

  /** Ends it, when the training is to stop. */
  void kill() {
    child.kill();
  }

  /**
   * Asks for the rows.
   *
   * @return {@code outputs} numbers a row
   * @throws NoriaException UNPROCESSABLE when it ends, is too slow, or answers what is no answer
   */
  double[] ask(Frame rows, int[] chosen) throws InterruptedException {
    double[] all = new double[chosen.length * outputs];
    for (int from = 0; from < chosen.length; from += LINES_AT_ONCE) {
      int to = Math.min(chosen.length, from + LINES_AT_ONCE);
      List<String> lines = new ArrayList<>();
      for (int i = from; i < to; i++) {
        lines.add(question(rows, chosen[i]));
      }
      List<String> said = exchange(lines);
      for (int i = from; i < to; i++) {
        read(said.get(i - from), all, i * outputs);
      }
    }
    if (!answers.isEmpty() && !END.equals(answers.peek())) {
      throw refused(String.valueOf(answers.peek()), "one line for each row");
    }
    return all;
  }

  private String question(Frame rows, int row) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    for (FeatureColumn feature : info.signature().features()) {
      Column column = rows.column(feature.name());
      Object value = column.isNull(row) ? null : column.value(row);
      values.put(feature.name(), value instanceof Double d && !Double.isFinite(d) ? null : value);
    }
    return Json.write(values);
  }

  private List<String> exchange(List<String> lines) throws InterruptedException {
    Duration limit = answered ? ANSWER : FIRST_ANSWER;
    long deadline = System.nanoTime() + limit.toNanos();
    // Its own thread: a program that answers while it is asked must not find both sides waiting.
    Thread writer = Thread.ofVirtual().start(() -> write(lines));
    List<String> said = new ArrayList<>();
    while (said.size() < lines.size()) {
      String line = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        child.kill();
        throw failed("gave no answer within " + limit.toSeconds() + " s");
      }
      if (line.equals(END)) {
        Exit exit = child.await();
        throw failed("ended before it had answered: " + exit.inWords());
      }
      said.add(line);
    }
    writer.join();
    answered = true;
    return said;
  }

  private void write(List<String> lines) {
    try {
      var input = child.input();
      for (String line : lines) {
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
      input.flush();
    } catch (IOException e) {
      // It reads no more: the one who waits for its answers sees how it ended.
      LOG.debug("event=worker_input_closed error=\"{}\"", e.toString());
    }
  }

  private void read(String line, double[] all, int at) {
    String text = line.strip();
    List<Double> numbers = numbers(text);
    boolean list = text.startsWith("[");
    int wanted = info.classes().size();
    boolean regression = info.objective() == BundleInfo.Objective.REGRESSION;
    if (list && (regression || numbers.size() != wanted) || !list && outputs > 1) {
      throw refused(text, expected());
    }
    double sum = 0;
    for (double number : numbers) {
      sum += number;
      if (!Double.isFinite(number) || !regression && !(number >= 0 && number <= 1)) {
        throw refused(text, expected());
      }
    }
    if (list && Math.abs(sum - 1) > SLACK) {
      throw refused(text, expected());
    }
    for (int k = 0; k < outputs; k++) {
      all[at + k] = outputs == 1 ? numbers.getLast() : numbers.get(k);
    }
  }

  private List<Double> numbers(String text) {
    try {
      return text.startsWith("[")
          ? Json.readList(text, Double.class)
          : List.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new NoriaException(ErrorCode.UNPROCESSABLE, refused(text, expected()).getMessage(), e);
    } catch (NoriaException e) {
      throw new NoriaException(ErrorCode.UNPROCESSABLE, refused(text, expected()).getMessage(), e);
    }
  }

  private String expected() {
    return switch (info.objective()) {
      case REGRESSION -> "a number";
      case BINARY ->
          "the probability of "
              + info.positiveLabel()
              + ", or a list with those of "
              + String.join(", ", info.classes());
      case MULTICLASS -> "a list with the probabilities of " + String.join(", ", info.classes());
    };
  }

  private NoriaException refused(String line, String expected) {
    String shown = line.length() > 200 ? line.substring(0, 200) + "…" : line;
    return failed(
        "answered %s (expected: %s)".formatted(shown.isEmpty() ? "nothing" : shown, expected));
  }

  private NoriaException failed(String what) {
    String said;
    synchronized (words) {
      said = String.join(" | ", words);
    }
    return new NoriaException(
        ErrorCode.UNPROCESSABLE,
        "%s: %s%s"
            .formatted(info.predict(), what, said.isEmpty() ? "" : "; its last words: " + said));
  }

  @Override
  public void close() {
    child.close();
  }
}
