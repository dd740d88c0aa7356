package io.noria.protocols.http;

import io.helidon.http.Headers;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.trace.Tracing;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What everything that answers on the port goes through, whatever it speaks: how many requests may
 * be under way, who they are from, whether the server still takes any. Thread-safe.
 */
public final class Gate {
  private final HttpLimits limits;
  private final Access access;
  private final Connections connections;
  private final @Nullable Tracing tracing;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock exclusion = new ReentrantLock();
  private volatile boolean exclusive;
  private volatile boolean stopping;

  Gate(
      HttpLimits limits,
      Gatekeeper gatekeeper,
      Connections connections,
      @Nullable Tracing tracing) {
    this.tracing = tracing;
    this.limits = limits;
    this.access = new Access(gatekeeper);
    this.connections = connections;
  }

  /** What makes spans of requests; null when nothing does. */
  public @Nullable Tracing tracing() {
    return tracing;
  }

  /** What a caller may cost. */
  public HttpLimits limits() {
    return limits;
  }

  /**
   * Counts a request; {@link #leave} must follow, also when this throws.
   *
   * @param stream whether it goes on for long
   * @throws NoriaException UNAVAILABLE when there are as many as allowed, or the server stops
   */
  public void enter(boolean stream) {
    AtomicInteger count = stream ? streams : underWay;
    int most = stream ? limits.maxStreams() : limits.maxConcurrentRequests();
    if (count.incrementAndGet() > most) {
      refused.increment();
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          (stream ? "streams open: " : "requests under way: ")
              + most
              + ", as many as are allowed; try again");
    }
    if (stopping) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "the server is stopping; try again");
    }
  }

  /** The request is answered. */
  public void leave(boolean stream) {
    (stream ? streams : underWay).decrementAndGet();
  }

  /** Waits while somebody wants to be {@linkplain #alone alone}; for requests, not for streams. */
  public void awaitTurn() {
    if (!exclusive) {
      return;
    }
    waiting.incrementAndGet();
    exclusion.lock();
    exclusion.unlock();
    waiting.decrementAndGet();
  }

  /**
   * The name to act under.
   *
   * @param authority the host that the caller thinks it talks to
   * @param method in upper case
   * @param open whether everybody is let in
   * @throws NoriaException UNAUTHENTICATED, or PERMISSION_DENIED for a page of another site
   */
  public String actor(String authority, String method, Headers headers, boolean open) {
    return access.actor(authority, method, headers, open);
  }

  /** Whether the server is going down. */
  public boolean stopping() {
    return stopping;
  }

  /**
   * The connection carries many requests at once: from now on its silence is no sign of a slow
   * caller, and who speaks that protocol watches over each of them.
   */
  public void multiplexed(SocketAddress remote) {
    connections.of(remote).multiplexed();
  }

  /** Closes the connection of a caller that is too slow, or asks for too much. */
  public void cut(SocketAddress remote) {
    connections.cut(remote);
  }

  int underWay() {
    return underWay.get();
  }

  int streams() {
    return streams.get();
  }

  long refused() {
    return refused.sum();
  }

  void stop() {
    stopping = true;
  }

  /** Runs the work while no request is under way but those that wait for their turn. */
  void alone(Runnable work) {
    waiting.incrementAndGet();
    exclusion.lock();
    exclusive = true;
    try {
      long deadline = System.nanoTime() + limits.stopGrace().toNanos();
      while (underWay.get() > waiting.get()) {
        if (System.nanoTime() > deadline) {
          throw new NoriaException(
              ErrorCode.UNAVAILABLE, "requests under way did not end; try again");
        }
        LockSupport.parkNanos(50_000);
      }
      work.run();
    } finally {
      exclusive = false;
      exclusion.unlock();
      waiting.decrementAndGet();
    }
  }

  boolean awaitQuiet(long deadline) {
    while (underWay.get() > 0 || streams.get() > 0) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
