package io.noria.storage.outbox;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the outbox's table and runs its subscribers. */
final class SqlOutbox implements Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(SqlOutbox.class);
  private static final String COLUMNS = "SELECT sequence, id, type, recorded_at_ms, actor, body";

  private final Database database;
  private final InstantSource clock;
  private final List<Duration> backOff;
  private final String owner = UUID.randomUUID().toString();
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private volatile boolean started;

  SqlOutbox(Database database, InstantSource clock, List<Duration> backOff) {
    this.database = database;
    this.clock = clock;
    this.backOff = backOff;
    database.whenPublished(() -> subscribers.forEach(Subscriber::wake));
  }

  @Override
  public void subscribe(String name, Set<Class<? extends Event>> types, Handler handler) {
    if (started) {
      throw new IllegalStateException("subscribe " + name + ": delivery has started");
    }
    if (types.isEmpty()) {
      throw new IllegalArgumentException("subscribe " + name + ": no event types");
    }
    for (Subscriber other : subscribers) {
      if (other.name().equals(name)) {
        throw new IllegalArgumentException("subscribe " + name + ": the name is taken");
      }
    }
    Cursor cursor = new Cursor(database, name, owner, clock);
    subscribers.add(new Subscriber(this, cursor, types, handler, backOff));
  }

  @Override
  public void start() {
    started = true;
    subscribers.forEach(Subscriber::start);
  }

  @Override
  public List<Published> after(long sequence, int limit) {
    return database.read(handle ->
        published(
            handle
                .createQuery(
                    COLUMNS
                        + " FROM outbox WHERE sequence > :sequence ORDER BY sequence LIMIT :limit")
                .bind("sequence", sequence)
                .bind("limit", limit)));
  }

  @Override
  public List<Published> before(long sequence, int limit) {
    return database.read(handle ->
        published(
            handle
                .createQuery(
                    COLUMNS
                        + " FROM outbox WHERE sequence < :sequence"
                        + " ORDER BY sequence DESC LIMIT :limit")
                .bind("sequence", sequence)
                .bind("limit", limit)));
  }

  @Override
  public List<Published> about(Ref subject, int limit) {
    return database.read(handle ->
        published(
            handle
                .createQuery(
                    COLUMNS
                        + " FROM outbox WHERE subject = :subject"
                        + " ORDER BY sequence LIMIT :limit")
                .bind("subject", subject)
                .bind("limit", limit)));
  }

  /** What a subscriber handles next, and how far the outbox reached at that moment. */
  Batch next(long after, List<String> types, int limit) {
    return database.read(handle -> {
      long tail =
          handle
              .createQuery("SELECT COALESCE(MAX(sequence), 0) FROM outbox")
              .mapTo(Long.class)
              .one();
      if (tail <= after) {
        return new Batch(List.of(), tail);
      }
      List<Published> events =
          published(
              handle
                  .createQuery(
                      COLUMNS
                          + " FROM outbox WHERE sequence > :after AND type IN (<types>)"
                          + " ORDER BY sequence LIMIT :limit")
                  .bindList("types", types)
                  .bind("after", after)
                  .bind("limit", limit));
      return new Batch(events, events.size() == limit ? events.getLast().sequence() : tail);
    });
  }

  record Batch(List<Published> events, long upTo) {}

  private static List<Published> published(Query query) {
    List<Published> events = new ArrayList<>();
    query
        .map((rows, context) -> {
          String type = rows.getString("type");
          Class<? extends Event> known = EventTypes.find(type);
          if (known == null) {
            LOG.warn("event=unknown_event_type type={} action=passed_over", type);
            return events.size();
          }
          events.add(
              new Published(
                  rows.getLong("sequence"),
                  rows.getString("id"),
                  Instant.ofEpochMilli(rows.getLong("recorded_at_ms")),
                  rows.getString("actor"),
                  Json.read(rows.getString("body"), known)));
          return events.size();
        })
        .list();
    return events;
  }

  @Override
  public long tail() {
    return database.read(handle ->
        handle
            .createQuery("SELECT COALESCE(MAX(sequence), 0) FROM outbox")
            .mapTo(Long.class)
            .one());
  }

  @Override
  public void drain(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    long target = tail();
    for (Subscriber subscriber : subscribers) {
      if (!subscriber.awaitPosition(target, deadline)) {
        throw new NoriaException(
            ErrorCode.DEADLINE_EXCEEDED,
            "events wait: subscriber "
                + subscriber.name()
                + " is at "
                + subscriber.position()
                + " of "
                + target
                + " after "
                + atMost);
      }
    }
  }

  @Override
  public List<Parked> parked() {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT p.subscriber, p.sequence, o.type, p.attempts, p.error, p.parked_at_ms
                FROM outbox_parked p JOIN outbox o ON o.sequence = p.sequence
                ORDER BY p.sequence, p.subscriber
                """)
            .map((rows, context) ->
                new Parked(
                    rows.getString("subscriber"),
                    rows.getLong("sequence"),
                    rows.getString("type"),
                    rows.getInt("attempts"),
                    rows.getString("error"),
                    Instant.ofEpochMilli(rows.getLong("parked_at_ms"))))
            .list());
  }

  @Override
  public void close() {
    subscribers.forEach(Subscriber::stop);
    subscribers.forEach(Subscriber::join);
  }
}
