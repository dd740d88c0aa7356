package io.noria.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is told to move. Thread-safe. */
public final class MutableClock implements InstantSource {
  private final AtomicReference<Instant> now;

  /** Stands at the moment. */
  public MutableClock(Instant now) {
    this.now = new AtomicReference<>(now);
  }

  /** Stands at 2013-04-01T00:00:00Z. */
  public MutableClock() {
    this(Instant.parse("2013-04-01T00:00:00Z"));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Goes forward by so much and gives the new moment. */
  public Instant advance(Duration by) {
    return now.updateAndGet(moment -> moment.plus(by));
  }

  /** Jumps to the moment. */
  public void set(Instant moment) {
    now.set(moment);
  }
}
