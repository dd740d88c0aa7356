package io.noria.benchmarks;

import java.io.IOException;
import java.util.Arrays;

/** One request again and again. */
final class Timed {
  private static final int LEAST = 3;
  private static final int MOST = 2000;

  private Timed() {}

  /**
   * The median milliseconds of the request, after one that is not counted; at least three, else for
   * so many seconds.
   */
  static double median(KeepAlive connection, byte[] request, int seconds) throws IOException {
    once(connection, request);
    long[] nanos = new long[MOST];
    int count = 0;
    long begun = System.nanoTime();
    while (count < LEAST || count < MOST && System.nanoTime() - begun < seconds * 1_000_000_000L) {
      nanos[count++] = once(connection, request);
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return Load.quantile(sorted, 0.5);
  }

  private static long once(KeepAlive connection, byte[] request) throws IOException {
    long begun = System.nanoTime();
    int status = connection.send(request);
    if (status != 200) {
      throw new IOException("status " + status + ": " + connection.body());
    }
    return System.nanoTime() - begun;
  }
}
