package io.noria.storage.outbox;

import io.noria.storage.sql.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Opens the outbox of a database. */
public final class Outboxes {
  /** Five attempts within about four seconds, then the event is parked. */
  static final List<Duration> BACK_OFF =
      List.of(
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(800),
          Duration.ofMillis(3200));

  private Outboxes() {}

  /**
   * The outbox that the database's transactions publish to; close it before the database.
   *
   * @param clock the wall clock, for leases and for when an event was parked
   */
  public static Outbox open(Database database, InstantSource clock) {
    return open(database, clock, BACK_OFF);
  }

  /** With other waits between attempts; their number plus one is the number of attempts. */
  public static Outbox open(Database database, InstantSource clock, List<Duration> backOff) {
    return new SqlOutbox(database, clock, List.copyOf(backOff));
  }
}
