package io.noria.pipelines.run;

import io.noria.pipelines.LogLine;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.sql.SqlLogStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the lines that running tasks write and stores them in batches, so that a chatty step
 * costs one commit every tenth of a second. What a kill can lose is the last batch.
 */
public final class TaskLogs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskLogs.class);
  private static final long FLUSH_MILLIS = 100;
  private static final int MAX_LINE = 16_384;
  private static final int MAX_LINES = 200_000;

  private final SqlLogStore store;
  private final InstantSource clock;
  private final Changes changes;
  private final Map<TaskId, Buffer> buffers = new ConcurrentHashMap<>();
  private final Thread flusher;
  private volatile boolean closed;

  /** Starts the thread that stores batches. */
  public TaskLogs(SqlLogStore store, InstantSource clock, Changes changes) {
    this.store = store;
    this.clock = clock;
    this.changes = changes;
    this.flusher = Thread.ofVirtual().name("pipelines-log").start(this::flushForEver);
  }

  /** Makes the task's log ready for lines of an attempt. */
  void begin(TaskId task) {
    buffers.put(task, new Buffer(store.logLength(task)));
  }

  /** Appends the text, a line or several. */
  void append(TaskId task, int attempt, String text) {
    Buffer buffer = buffers.get(task);
    if (buffer != null) {
      text.lines().forEach(line -> buffer.add(attempt, clean(line), clock));
    }
  }

  /** Takes what is not stored yet and ends the log of this attempt. */
  List<LogLine> end(TaskId task) {
    Buffer buffer = buffers.remove(task);
    return buffer == null ? List.of() : buffer.take();
  }

  private static String clean(String line) {
    String whole = line.indexOf('\0') < 0 ? line : line.replace('\0', '\uFFFD');
    return whole.length() <= MAX_LINE ? whole : whole.substring(0, MAX_LINE) + " … (cut)";
  }

  private void flushForEver() {
    while (!closed) {
      try {
        Thread.sleep(FLUSH_MILLIS);
        flush();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("task log lines lost error={}", e.toString());
      }
    }
  }

  private void flush() {
    Map<TaskId, List<LogLine>> lines = new HashMap<>();
    buffers.forEach((task, buffer) -> {
      List<LogLine> taken = buffer.take();
      if (!taken.isEmpty()) {
        lines.put(task, taken);
      }
    });
    if (!lines.isEmpty()) {
      store.append(lines);
      lines.keySet().forEach(task -> changes.tell(task.run(), task.name()));
    }
  }

  @Override
  public void close() {
    closed = true;
    flusher.interrupt();
  }

  private static final class Buffer {
    private long next;
    private List<LogLine> lines = new ArrayList<>();

    Buffer(long next) {
      this.next = next;
    }

    synchronized void add(int attempt, String line, InstantSource clock) {
      if (next > MAX_LINES) {
        return;
      }
      String text = next == MAX_LINES ? "(further lines are not kept)" : line;
      lines.add(new LogLine(next++, attempt, clock.instant(), text));
    }

    synchronized List<LogLine> take() {
      List<LogLine> taken = lines;
      lines = new ArrayList<>();
      return taken;
    }
  }
}
