package io.noria.storage.outbox;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A subscriber's place in the outbox, kept in the database; on PostgreSQL with a lease, so that one
 * server at a time delivers for the name.
 */
final class Cursor {
  static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW_AFTER = LEASE.dividedBy(3);

  private final Database database;
  private final String subscriber;
  private final String owner;
  private final InstantSource clock;
  private long renewedAt = Long.MIN_VALUE;

  Cursor(Database database, String subscriber, String owner, InstantSource clock) {
    this.database = database;
    this.subscriber = subscriber;
    this.owner = owner;
    this.clock = clock;
  }

  String subscriber() {
    return subscriber;
  }

  /** Whether other processes may publish or deliver beside this one. */
  boolean shared() {
    return !database.dialect().isSqlite();
  }

  /** Makes the row at the first start; gives the sequence handled last. */
  long load() {
    return database.write(tx -> {
      tx.handle()
          .createUpdate(
              "INSERT INTO outbox_cursor (subscriber, sequence) VALUES (:name, 0)"
                  + " ON CONFLICT DO NOTHING")
          .bind("name", subscriber)
          .execute();
      return tx.handle()
          .createQuery("SELECT sequence FROM outbox_cursor WHERE subscriber = :name")
          .bind("name", subscriber)
          .mapTo(Long.class)
          .one();
    });
  }

  /** Whether this process delivers for the name now. */
  boolean lease() {
    if (!shared()) {
      return true;
    }
    long now = clock.millis();
    if (renewedAt != Long.MIN_VALUE && now - renewedAt < RENEW_AFTER.toMillis()) {
      return true;
    }
    boolean mine =
        database.write(tx ->
            tx.handle()
                    .createUpdate(
                        """
                        UPDATE outbox_cursor SET owner = :owner, lease_until_ms = :until
                        WHERE subscriber = :name
                          AND (owner IS NULL OR owner = :owner OR lease_until_ms < :now)
                        """)
                    .bind("owner", owner)
                    .bind("until", now + LEASE.toMillis())
                    .bind("now", now)
                    .bind("name", subscriber)
                    .execute()
                == 1);
    renewedAt = mine ? now : Long.MIN_VALUE;
    return mine;
  }

  void release() {
    if (shared()) {
      database.write(tx ->
          tx.handle()
              .createUpdate(
                  "UPDATE outbox_cursor SET owner = NULL, lease_until_ms = 0"
                      + " WHERE subscriber = :name AND owner = :owner")
              .bind("name", subscriber)
              .bind("owner", owner)
              .execute());
    }
  }

  void save(long sequence) {
    database.write(tx -> save(tx, sequence));
  }

  /** Gives up on an event and passes it in one transaction. */
  void park(long sequence, int attempts, String error) {
    long now = clock.millis();
    database.write(tx -> {
      tx.handle()
          .createUpdate(
              """
              INSERT INTO outbox_parked (subscriber, sequence, attempts, error, parked_at_ms)
              VALUES (:name, :sequence, :attempts, :error, :now) ON CONFLICT DO NOTHING
              """)
          .bind("name", subscriber)
          .bind("sequence", sequence)
          .bind("attempts", attempts)
          .bind("error", error)
          .bind("now", now)
          .execute();
      return save(tx, sequence);
    });
  }

  private int save(Transaction tx, long sequence) {
    return tx.handle()
        .createUpdate(
            "UPDATE outbox_cursor SET sequence = :sequence"
                + " WHERE subscriber = :name AND sequence < :sequence")
        .bind("sequence", sequence)
        .bind("name", subscriber)
        .execute();
  }
}
