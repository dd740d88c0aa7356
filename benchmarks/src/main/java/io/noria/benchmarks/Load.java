package io.noria.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A closed loop: every connection sends its next request when the answer to the last has come.
 * Latencies are kept one by one, exactly.
 */
final class Load {
  private Load() {}

  /** The requests of one connection. */
  interface Requests {
    /** The i-th request. */
    byte[] request(int i);
  }

  /** Makes the requests of a connection once it stands. */
  interface Setup<C extends Link> {
    /** Prepares the n-th connection's requests. */
    Requests prepare(C connection, int n) throws IOException;
  }

  /** Opens connections. */
  interface Opener<C extends Link> {
    /** Connects. */
    C open() throws IOException;
  }

  /**
   * How much is sent.
   *
   * @param connections how many send at once
   * @param warmUp what is not counted
   * @param measured what is
   */
  record Shape(int connections, Duration warmUp, Duration measured) {}

  /**
   * What came of it.
   *
   * @param perSecond answers with status 2xx by second
   * @param p50Ms the median latency in milliseconds
   * @param p99Ms the 99th percentile
   * @param errors answers of other status
   * @param refusal the first of those, empty without any
   */
  record Result(
      double perSecond, double p50Ms, double p99Ms, long answers, long errors, String refusal) {}

  /** Over HTTP/1.1. */
  static Result run(
      int port, int connections, Duration warmUp, Duration measured, Setup<KeepAlive> setup)
      throws IOException, InterruptedException {
    return run(
        () -> new KeepAlive("127.0.0.1", port), new Shape(connections, warmUp, measured), setup);
  }

  static <C extends Link> Result run(Opener<C> opener, Shape shape, Setup<C> setup)
      throws IOException, InterruptedException {
    CountDownLatch ready = new CountDownLatch(shape.connections);
    List<Future<Lane>> lanes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(shape.connections)) {
      for (int n = 0; n < shape.connections; n++) {
        int number = n;
        lanes.add(
            threads.submit(() -> {
              try (C connection = opener.open()) {
                Requests requests = setup.prepare(connection, number);
                ready.countDown();
                ready.await();
                return lane(connection, requests, shape);
              } finally {
                ready.countDown();
              }
            }));
      }
      return merged(lanes, shape.measured);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Handed over once, from one thread to another.
  private record Lane(long[] nanos, int count, long errors, String refusal) {}

  private static Lane lane(Link connection, Requests requests, Shape shape) throws IOException {
    long[] nanos = new long[1 << 16];
    int count = 0;
    long errors = 0;
    String refusal = "";
    long begin = System.nanoTime() + shape.warmUp.toNanos();
    long end = begin + shape.measured.toNanos();
    int i = 0;
    for (long sent = System.nanoTime(); sent < end; ) {
      int status = connection.send(requests.request(i++));
      long now = System.nanoTime();
      if (status / 100 != 2) {
        if (errors++ == 0) {
          refusal = status + ": " + connection.body();
        }
      } else if (sent >= begin) {
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = now - sent;
      }
      sent = now;
    }
    return new Lane(nanos, count, errors, refusal);
  }

  private static Result merged(List<Future<Lane>> lanes, Duration measured)
      throws IOException, InterruptedException {
    long errors = 0;
    String refusal = "";
    int total = 0;
    List<Lane> done = new ArrayList<>();
    for (Future<Lane> future : lanes) {
      try {
        Lane lane = future.get();
        done.add(lane);
        errors += lane.errors;
        refusal = refusal.isEmpty() ? lane.refusal : refusal;
        total += lane.count;
      } catch (ExecutionException e) {
        throw new IOException("a connection failed: " + e.getCause(), e.getCause());
      }
    }
    long[] all = new long[total];
    int at = 0;
    for (Lane lane : done) {
      System.arraycopy(lane.nanos, 0, all, at, lane.count);
      at += lane.count;
    }
    Arrays.sort(all);
    return new Result(
        total / (measured.toNanos() / 1e9),
        quantile(all, 0.5),
        quantile(all, 0.99),
        total,
        errors,
        refusal);
  }

  /** The nearest-rank quantile of sorted nanoseconds, in milliseconds; NaN of none. */
  static double quantile(long[] sorted, double q) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(q * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
