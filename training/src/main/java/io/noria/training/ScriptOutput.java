package io.noria.training;

import io.noria.process.ChildOutput;
import io.noria.tracking.Metric;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes what a script prints: every line goes to the step's log, and {@code metric NAME VALUE
 * [STEP]} on standard output is a point of the run's metric. Thread-safe.
 */
final class ScriptOutput implements ChildOutput {
  /** What stands before a metric of the script's that would look like one of ours. */
  static final String FOREIGN = "script_";

  private static final Pattern METRIC =
      Pattern.compile(
          "metric\\s+([A-Za-z0-9_][A-Za-z0-9_./ -]{0,99}?)\\s+"
              + "([-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?)"
              + "(?:\\s+([0-9]{1,15}))?\\s*");
  private static final long HOLD_BACK_NANOS = 150_000_000L;
  private static final int MOST_WAITING = 1000;
  private static final int LAST_WORDS = 12;
  private static final int MOST_LINES = 20_000;
  private static final long MOST_BYTES = 256L << 20;

  private final Tracking tracking;
  private final RunId run;
  private final InstantSource clock;
  private final SearchJob job;
  private final Runnable tooMuch;
  private final Deque<String> words = new ArrayDeque<>();
  private final List<Metric> waiting = new ArrayList<>();
  private long lastLogged;
  private int lines;
  private long bytes;

  ScriptOutput(Tracking tracking, RunId run, InstantSource clock, SearchJob job, Runnable tooMuch) {
    this.tracking = tracking;
    this.run = run;
    this.clock = clock;
    this.job = job;
    this.tooMuch = tooMuch;
  }

  @Override
  public void line(Stream stream, String line) {
    boolean over;
    synchronized (this) {
      Matcher metric = METRIC.matcher(line);
      if (stream == Stream.OUT && metric.matches()) {
        String step = metric.group(3);
        point(
            metric.group(1),
            Double.parseDouble(metric.group(2)),
            step == null ? 0 : Long.parseLong(step));
      } else if (!line.isBlank()) {
        words.addLast(line.strip());
        if (words.size() > LAST_WORDS) {
          words.removeFirst();
        }
      }
      if (lines++ < MOST_LINES) {
        job.log(line);
      } else if (lines == MOST_LINES + 1) {
        job.log("… (further lines are not kept)");
      }
      boolean was = bytes > MOST_BYTES;
      bytes += line.length() + 1L;
      over = !was && bytes > MOST_BYTES;
    }
    if (over) {
      tooMuch.run();
    }
  }

  /** Records a metric of the script's. */
  synchronized void point(String name, double value, long step) {
    String key = name.startsWith("validation_") ? FOREIGN + name : name;
    waiting.add(new Metric(key, value, clock.instant(), step));
    if (waiting.size() >= MOST_WAITING || System.nanoTime() - lastLogged > HOLD_BACK_NANOS) {
      flush();
    }
  }

  synchronized void flush() {
    if (!waiting.isEmpty()) {
      tracking.runs().log(run, RunData.ofMetrics(List.copyOf(waiting)));
      waiting.clear();
    }
    lastLogged = System.nanoTime();
  }

  /** Whether it printed more than anybody would read. */
  synchronized boolean overflowed() {
    return bytes > MOST_BYTES;
  }

  /** The end of what it printed. */
  synchronized String lastWords() {
    return String.join(" | ", words);
  }
}
