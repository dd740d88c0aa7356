package io.noria.storage.outbox;

import io.noria.base.Event;
import java.util.List;
import java.util.Set;

/** The published events, in order, and those who listen. Thread-safe. */
public interface Outbox {
  /**
   * Registers a durable subscriber before {@link #start}. Each event of the types is handled at
   * least once, in order, on the subscriber's own thread; one that keeps failing is parked and
   * shown, and the next one goes on.
   *
   * @param name stable across restarts: the cursor is kept under it
   */
  void subscribe(String name, Set<Class<? extends Event>> types, Handler handler);

  /** Begins delivery from each subscriber's cursor. */
  void start();

  /** The events after the sequence number, oldest first, at most {@code limit}. */
  List<Published> after(long sequence, int limit);

  /** Waits until every subscriber has handled everything published before the call. */
  void drain(java.time.Duration atMost) throws InterruptedException;

  /** Handles one event; idempotent by {@link Published#id()}. */
  @FunctionalInterface
  interface Handler {
    /** May throw: the event is tried again with back-off, then parked. */
    void handle(Published event) throws Exception;
  }
}
