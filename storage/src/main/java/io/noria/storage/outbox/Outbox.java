package io.noria.storage.outbox;

import io.noria.base.Event;
import io.noria.base.Ref;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The published events, in order, and those who listen. Thread-safe. */
public interface Outbox extends AutoCloseable {
  /**
   * Registers a durable subscriber before {@link #start}. Each event of the types is handled at
   * least once, in order, on the subscriber's own thread; one that keeps failing is parked and
   * shown, and the next one goes on. A name that was never seen begins at the first event there is.
   *
   * <p>With several servers on one PostgreSQL, one of them delivers for a name at a time.
   *
   * @param name stable across restarts: the cursor is kept under it
   */
  void subscribe(String name, Set<Class<? extends Event>> types, Handler handler);

  /** Begins delivery from each subscriber's cursor. */
  void start();

  /** The events after the sequence number, oldest first, at most {@code limit}. */
  List<Published> after(long sequence, int limit);

  /** The events before the sequence number, newest first, at most {@code limit}. */
  List<Published> before(long sequence, int limit);

  /** The events about the record, oldest first, at most {@code limit}. */
  List<Published> about(Ref subject, int limit);

  /** The sequence number of the newest event; 0 when there is none. */
  long tail();

  /**
   * Waits until every subscriber has handled (or parked) everything published before the call.
   *
   * @throws io.noria.base.NoriaException DEADLINE_EXCEEDED when the time has passed, naming who is
   *     behind
   */
  void drain(Duration atMost) throws InterruptedException;

  /** The events that subscribers gave up on, oldest first. */
  List<Parked> parked();

  /** Stops delivery after the events under way; cursors are kept. */
  @Override
  void close();

  /** Handles one event; idempotent by {@link Published#id()}. */
  @FunctionalInterface
  interface Handler {
    /** May throw: the event is tried again with back-off, then parked. */
    void handle(Published event) throws Exception;
  }
}
