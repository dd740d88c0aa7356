package io.noria.protocols.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every open connection and what is waited for: the head of a request, or that a caller takes what
 * is written. The socket's own time-out knows neither: a byte now and then satisfies it, and it
 * does not count for writes. Who takes too long is cut off. Thread-safe.
 */
final class Connections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final long LOOK_MS = 500;

  /** A large answer may take longer, as long as so much of it a second is taken. */
  private static final long LEAST_BYTES_A_SECOND = 64 << 10;

  private final HttpLimits.Patience patience;
  private final ConcurrentMap<SocketAddress, Connection> open = new ConcurrentHashMap<>();
  private final LongAdder cut = new LongAdder();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Connections(HttpLimits.Patience patience) {
    this.patience = patience;
    this.thread = Thread.ofPlatform().name("noria-http-patience").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** A caller has connected: a request's head is waited for. */
  void accepted(SocketChannel channel) throws IOException {
    SocketAddress remote = channel.getRemoteAddress();
    if (remote != null) {
      open.put(remote, new Connection(channel, patience.head()));
    }
  }

  /** The caller's connection; one that nobody watches when it is not known. */
  Connection of(SocketAddress remote) {
    Connection known = open.get(remote);
    return known == null ? Connection.UNWATCHED : known;
  }

  /** Closes the caller's connection. */
  void cut(SocketAddress remote) {
    cut.increment();
    of(remote).close();
  }

  /** How many are open. */
  int count() {
    return open.size();
  }

  /** How many were cut off. */
  long cut() {
    return cut.sum();
  }

  private void run() {
    try {
      while (!closed.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        open.values().removeIf(connection -> gone(connection, now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean gone(Connection connection, long now) {
    if (!connection.isOpen()) {
      return true;
    }
    if (!connection.isLate(now)) {
      return false;
    }
    cut.increment();
    LOG.debug("event=connection_cut waited_for={}", connection.waitsFor());
    connection.close();
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** One connection. Its requests come one after the other, each on one thread. */
  static final class Connection {
    static final Connection UNWATCHED = new Connection(null, Duration.ofDays(1));

    private static final long LINGER_NANOS = 2_000_000_000;

    private final @Nullable SocketChannel channel;
    private final long headNanos;

    /** When what is waited for must have come; nothing is waited for when it is null. */
    private volatile @Nullable Deadline deadline;

    private record Deadline(long atNanos, String what) {}

    private Connection(@Nullable SocketChannel channel, Duration head) {
      this.channel = channel;
      this.headNanos = head.toNanos();
      this.deadline = new Deadline(System.nanoTime() + headNanos, "head");
    }

    /**
     * Many requests go over it at once, each with deadlines of its own: nothing is waited for here
     * any more, and a silence is nothing unusual.
     */
    void multiplexed() {
      deadline = null;
      try {
        if (channel != null) {
          channel.socket().setSoTimeout(0);
        }
      } catch (IOException e) {
        LOG.debug("event=connection_gone error=\"{}\"", e.toString());
      }
    }

    void requestBegan() {
      deadline = null;
    }

    /** The rest of its body is thrown away, and the next head is waited for. */
    void requestEnded() {
      deadline = new Deadline(System.nanoTime() + headNanos, "head");
    }

    /** The rest of its body is not worth waiting for; the caller may still read why. */
    void requestCut() {
      deadline = new Deadline(System.nanoTime() + Math.min(headNanos, LINGER_NANOS), "end");
    }

    /** Bytes of the body are waited for; {@link #settled} once they are there. */
    void reading(Duration most) {
      // A little later than the socket's own end of patience, which can be told to the caller.
      deadline = new Deadline(System.nanoTime() + most.toNanos() + LINGER_NANOS, "body");
    }

    /** So many bytes are about to be written; {@link #settled} once the caller has taken them. */
    void writing(long bytes, Duration most) {
      long nanos = most.toNanos() + bytes / LEAST_BYTES_A_SECOND * 1_000_000_000L;
      deadline = new Deadline(System.nanoTime() + nanos, "write");
    }

    /** What was waited for has come. */
    void settled() {
      deadline = null;
    }

    private boolean isOpen() {
      return channel != null && channel.isOpen();
    }

    private boolean isLate(long now) {
      Deadline waited = deadline;
      return waited != null && now - waited.atNanos() > 0;
    }

    private String waitsFor() {
      Deadline waited = deadline;
      return waited == null ? "nothing" : waited.what();
    }

    private void close() {
      SocketChannel known = channel;
      if (known == null) {
        return;
      }
      try {
        known.close();
      } catch (IOException e) {
        LOG.debug("event=connection_not_closed error=\"{}\"", e.toString());
      }
    }
  }
}
