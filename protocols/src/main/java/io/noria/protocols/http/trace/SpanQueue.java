package io.noria.protocols.http.trace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans on their way out. Who offers one never waits: beyond the limit it is dropped and counted. A
 * thread of its own sends them in batches, tries again what may be taken later, and gives up after
 * a while. Thread-safe.
 */
public final class SpanQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);
  private static final int TRIES = 5;
  private static final Duration LAST = Duration.ofSeconds(5);
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final SpanExporter exporter;
  private final Limits limits;
  private final ArrayBlockingQueue<FinishedSpan> queue;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;
  private long complained = System.nanoTime() - QUIET_NANOS;

  /**
   * How many wait, and for how long.
   *
   * @param queued requests that may wait
   * @param batch requests that are sent at once
   * @param delay how long the first one of a batch waits for others
   * @param pause before a first second try; doubled for each further one
   */
  public record Limits(int queued, int batch, Duration delay, Duration pause) {
    /** 2,048 requests, 512 at once, after five seconds. */
    public static final Limits USUAL =
        new Limits(2048, 512, Duration.ofSeconds(5), Duration.ofSeconds(1));
  }

  /**
   * What became of requests' spans.
   *
   * @param sent taken by where they go
   * @param dropped because the queue was full
   * @param failed that were not taken
   * @param queued that wait now
   */
  public record Figures(long sent, long dropped, long failed, int queued) {}

  /** Begins to send. */
  public SpanQueue(SpanExporter exporter, Limits limits) {
    this.exporter = exporter;
    this.limits = limits;
    this.queue = new ArrayBlockingQueue<>(limits.queued());
    this.thread = Thread.ofPlatform().daemon().name("noria-spans").start(this::run);
  }

  void offer(FinishedSpan span) {
    if (closing || !queue.offer(span)) {
      dropped.incrementAndGet();
    }
  }

  /** What became of requests' spans up to now. */
  public Figures figures() {
    return new Figures(sent.get(), dropped.get(), failed.get(), queue.size());
  }

  private void run() {
    List<FinishedSpan> batch = new ArrayList<>();
    try {
      while (!closing || !queue.isEmpty()) {
        gather(batch);
        if (!batch.isEmpty()) {
          send(List.copyOf(batch));
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      failed.addAndGet(batch.size() + queue.size());
    }
  }

  private void gather(List<FinishedSpan> batch) throws InterruptedException {
    FinishedSpan first = queue.poll(closing ? 0 : 200, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    batch.add(first);
    long until = System.nanoTime() + limits.delay().toNanos();
    while (batch.size() < limits.batch()) {
      long left = closing ? 0 : Math.min(until - System.nanoTime(), 100_000_000L);
      FinishedSpan next = queue.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
      if (next != null) {
        batch.add(next);
      } else if (closing || until - System.nanoTime() <= 0) {
        return;
      }
    }
  }

  private void send(List<FinishedSpan> batch) throws InterruptedException {
    long pause = limits.pause().toMillis();
    for (int tries = 1; ; tries++) {
      try {
        exporter.export(batch);
        sent.addAndGet(batch.size());
        return;
      } catch (SpanExporter.Refused e) {
        if (!e.later() || tries == TRIES || closing) {
          failed.addAndGet(batch.size());
          complain(batch.size(), String.valueOf(e.getMessage()));
          return;
        }
      } catch (RuntimeException e) {
        failed.addAndGet(batch.size());
        complain(batch.size(), e.toString());
        return;
      }
      Thread.sleep(pause);
      pause *= 2;
    }
  }

  /** Once a minute at most. */
  private void complain(int count, String why) {
    long now = System.nanoTime();
    if (now - complained >= QUIET_NANOS) {
      complained = now;
      LOG.warn("traces not sent requests={} error=\"{}\"", count, why);
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(LAST)) {
        thread.interrupt();
        thread.join(LAST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
