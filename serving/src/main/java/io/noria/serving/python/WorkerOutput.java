package io.noria.serving.python;

import io.noria.process.ChildOutput;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker prints: into the log, so many lines a minute, and its end for messages. */
final class WorkerOutput implements ChildOutput {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerOutput.class);
  private static final int LINES_A_MINUTE = 100;
  private static final int LONGEST_LOGGED = 1000;
  private static final int KEPT = 20;
  private static final int LONGEST_SAID = 1000;

  private final String model;
  private final Deque<String> last = new ArrayDeque<>();
  private volatile long pid;
  private long minute;
  private int lines;
  private long dropped;

  WorkerOutput(String model) {
    this.model = model;
  }

  void of(long process) {
    pid = process;
  }

  @Override
  public synchronized void line(Stream stream, String line) {
    last.add(line);
    if (last.size() > KEPT) {
      last.remove();
    }
    long now = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime());
    if (now != minute) {
      if (dropped > 0) {
        LOG.info("event=worker_said model={} pid={} lines_left_out={}", model, pid, dropped);
      }
      minute = now;
      lines = 0;
      dropped = 0;
    }
    if (++lines > LINES_A_MINUTE) {
      dropped++;
      return;
    }
    String shown = line.length() > LONGEST_LOGGED ? line.substring(0, LONGEST_LOGGED) + "…" : line;
    LOG.info("event=worker_said model={} pid={} stream={} line=\"{}\"", model, pid, stream, shown);
  }

  /** The end of what it said, as the end of a sentence; empty when it said nothing. */
  synchronized String said() {
    String all = String.join("\n", last).strip();
    if (all.isEmpty()) {
      return "";
    }
    return "; it said: "
        + (all.length() <= LONGEST_SAID ? all : "…" + all.substring(all.length() - LONGEST_SAID));
  }
}
