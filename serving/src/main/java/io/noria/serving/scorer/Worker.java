package io.noria.serving.scorer;

import io.noria.process.ChildOutput;
import io.noria.process.ChildProcess;
import io.noria.process.ChildSpec;
import io.noria.process.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One process that answers a line for a line. Its output is taken off by a thread of its own
 * whatever happens, so that writing many lines and then reading as many cannot come to a stop; a
 * process that neither reads nor answers is ended at its time-out, which ends the write too.
 */
final class Worker {
  private static final int MOST_WORDS = 20;
  private static final int LONGEST_WORDS = 2_000;
  private static final Duration LAST_MOMENT = Duration.ofSeconds(2);

  /** What stands in the queue of answers when there will be no more. */
  private static final String END = "\0end";

  /** Why there is no answer. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return java.util.Objects.requireNonNull(super.getMessage());
    }
  }

  private final WorkerLimits limits;
  private final ScheduledExecutorService timer;
  private final Path folder;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final AtomicInteger due = new AtomicInteger();
  private final AtomicBoolean strayed = new AtomicBoolean();
  private final Deque<String> words = new ArrayDeque<>();
  private final ChildProcess child;
  private boolean answered;
  private long lastAsked = System.nanoTime();

  Worker(ChildSpec spec, WorkerLimits limits, ScheduledExecutorService timer) {
    this.limits = limits;
    this.timer = timer;
    this.folder = spec.directory();
    this.child = ChildProcess.start(spec.withMaxLineBytes(limits.longestLine()), this::line);
    var unused = child.onExit().whenComplete((exit, problem) -> answers.add(END));
  }

  private void line(ChildOutput.Stream stream, String line) {
    if (stream == ChildOutput.Stream.ERR) {
      synchronized (words) {
        words.add(line);
        if (words.size() > MOST_WORDS) {
          words.remove();
        }
      }
    } else if (due.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      answers.add(line);
    } else if (!strayed.getAndSet(true)) {
      synchronized (words) {
        words.add("(on its standard output, unasked) " + line);
      }
      child.kill();
    }
  }

  Path folder() {
    return folder;
  }

  long pid() {
    return child.pid();
  }

  boolean isAlive() {
    return child.isAlive() && !strayed.get();
  }

  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastAsked);
  }

  /** Writes the lines and waits for as many. */
  List<String> ask(List<String> rows) throws Failure {
    Duration limit = answered ? limits.answer() : limits.firstAnswer();
    AtomicBoolean late = new AtomicBoolean();
    due.set(rows.size());
    Future<?> watch =
        timer.schedule(
            () -> {
              late.set(true);
              child.kill();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      write(rows);
      List<String> lines = new ArrayList<>(rows.size());
      while (lines.size() < rows.size()) {
        String line = answers.take();
        if (line.equals(END)) {
          throw new Failure(ended(late.get(), limit));
        }
        lines.add(line);
      }
      answered = true;
      return lines;
    } catch (IOException e) {
      throw new Failure(ended(late.get(), limit));
    } catch (InterruptedException e) {
      child.kill();
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while waiting for its worker");
    } finally {
      watch.cancel(false);
      lastAsked = System.nanoTime();
    }
  }

  private void write(List<String> rows) throws IOException {
    var input = child.input();
    for (String row : rows) {
      input.write(row.getBytes(StandardCharsets.UTF_8));
      input.write('\n');
    }
    input.flush();
  }

  private String ended(boolean late, Duration limit) {
    Exit exit = null;
    try {
      exit = child.await(LAST_MOMENT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String how =
        late
            ? "its worker gave no answer within " + limit.toMillis() + " ms"
            : strayed.get()
                ? "its worker wrote a line that no row had asked for"
                : "its worker ended: " + (exit == null ? "it closed its input" : exit.inWords());
    String said = lastWords();
    return said.isEmpty() ? how : how + "; it said: " + said;
  }

  /** The end of what it wrote on its standard error. */
  String lastWords() {
    String all;
    synchronized (words) {
      all = String.join("\n", words).strip();
    }
    return all.length() <= LONGEST_WORDS ? all : "…" + all.substring(all.length() - LONGEST_WORDS);
  }

  /** Ends it and what it has started; returns at once. */
  void kill() {
    child.kill();
  }

  /** Waits for its end. */
  void awaitEnd() {
    child.close();
  }

  /** Does something after its end. */
  void afterEnd(Runnable action) {
    var unused = child.onExit().whenComplete((exit, problem) -> action.run());
  }
}
