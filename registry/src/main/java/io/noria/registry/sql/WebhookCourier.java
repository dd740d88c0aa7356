package io.noria.registry.sql;

import io.noria.base.NoriaException;
import io.noria.registry.WebhookAnswer;
import io.noria.registry.webhook.Post;
import io.noria.registry.webhook.Signed;
import io.noria.registry.webhook.Target;
import io.noria.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what waits to its receivers: for each webhook one after the other, for several webhooks at
 * the same time. What a server that was killed had under way is sent again.
 */
final class WebhookCourier implements AutoCloseable {
  /** The longest that one post may take. */
  static final Duration AT_MOST = Duration.ofSeconds(30);

  /** After so many attempts a delivery is parked: about four minutes. */
  static final int MOST_ATTEMPTS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(WebhookCourier.class);
  private static final int CONCURRENT = 8;
  private static final int KEPT = 200;
  private static final long POLL_MS = 1000;
  private static final long MOST_PAUSE_MS = 60_000;
  private static final Duration LEASE = Duration.ofSeconds(60);

  private final Database database;
  private final InstantSource clock;
  private final boolean loopback;
  private final String owner = UUID.randomUUID().toString();
  private final Semaphore wake = new Semaphore(0);
  private final Semaphore slots = new Semaphore(CONCURRENT);
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Thread thread;

  /** The thread's own: whether the database was away at its last look. */
  private boolean unread;

  private volatile boolean stopped;

  WebhookCourier(Database database, InstantSource clock, boolean loopback) {
    this.database = database;
    this.clock = clock;
    this.loopback = loopback;
    this.thread = Thread.ofPlatform().name("noria-webhooks").daemon().unstarted(this::run);
  }

  /** One delivery with what is needed to send it. */
  private record Due(
      long sequence,
      String id,
      String body,
      int attempts,
      Instant nextAt,
      String url,
      @Nullable String secret) {}

  void start() {
    if (started.compareAndSet(false, true)) {
      database.whenPublished(this::wake);
      thread.start();
    }
  }

  void wake() {
    wake.release();
  }

  @Override
  public void close() {
    stopped = true;
    wake.release();
    try {
      thread.join(Duration.ofSeconds(5));
      // Posts under way end by themselves, or are sent again by whoever comes next.
      if (!slots.tryAcquire(CONCURRENT, 5, TimeUnit.SECONDS)) {
        LOG.warn("event=webhook_posts_left count={}", busy.size());
      }
    } catch (IllegalThreadStateException e) {
      LOG.debug("event=webhooks_never_started");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        for (String webhook : waiting()) {
          begin(webhook);
        }
        unread = false;
        boolean woken = wake.tryAcquire(POLL_MS, TimeUnit.MILLISECONDS);
        if (woken) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!unread) {
          LOG.warn("event=webhooks_not_read error=\"{}\"", e.toString());
        }
        unread = true;
        pause();
      }
    }
  }

  private void pause() {
    try {
      wake.tryAcquire(POLL_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stopped = true;
    }
  }

  private List<String> waiting() {
    return database.read(handle ->
        handle
            .select(
                "SELECT DISTINCT d.webhook FROM webhook_deliveries d JOIN webhooks w"
                    + " ON w.id = d.webhook WHERE d.state = 'WAITING' AND w.active = 1")
            .mapTo(String.class)
            .list());
  }

  private void begin(String webhook) throws InterruptedException {
    if (!busy.add(webhook)) {
      return;
    }
    slots.acquire();
    Thread.ofVirtual()
        .name("noria-webhook-" + webhook)
        .start(() -> {
          try {
            while (!stopped && lease(webhook) && deliverNext(webhook)) {
              LOG.debug("event=webhook_goes_on webhook={}", webhook);
            }
          } catch (RuntimeException e) {
            LOG.warn("event=webhook_failed webhook={} error=\"{}\"", webhook, e.toString());
          } finally {
            busy.remove(webhook);
            slots.release();
          }
        });
  }

  /** Whether this server is the one that delivers for the webhook. */
  private boolean lease(String webhook) {
    if (database.dialect().isSqlite()) {
      return true;
    }
    Instant now = clock.instant();
    return database.write(tx ->
        tx.handle()
                .execute(
                    "UPDATE webhooks SET lease_owner = ?, lease_until_ms = ? WHERE id = ?"
                        + " AND (lease_owner = ? OR lease_until_ms < ?)",
                    owner,
                    now.plus(LEASE),
                    webhook,
                    owner,
                    now)
            == 1);
  }

  /** Sends what is first in the row; false when there is nothing to send now. */
  private boolean deliverNext(String webhook) {
    Optional<Due> next = database.read(handle -> first(handle, webhook));
    if (next.isEmpty() || next.get().nextAt().isAfter(clock.instant())) {
      return false;
    }
    Due due = next.get();
    WebhookAnswer answer = send(due);
    int attempts = due.attempts() + 1;
    if (answer.taken()) {
      settle(webhook, due, attempts, "DELIVERED", answer);
      return true;
    }
    if (!answer.repeatable() || attempts >= MOST_ATTEMPTS) {
      LOG.warn(
          "event=webhook_parked webhook={} delivery={} attempts={} status={}",
          webhook,
          due.id(),
          attempts,
          answer.status());
      settle(webhook, due, attempts, "PARKED", answer);
      return true;
    }
    again(due, attempts, answer);
    return false;
  }

  private static Optional<Due> first(Handle handle, String webhook) {
    return handle
        .select(
            "SELECT d.sequence, d.id, d.body, d.attempts, d.next_ms, w.url, w.secret"
                + " FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook"
                + " WHERE d.webhook = ? AND d.state = 'WAITING' AND w.active = 1"
                + " ORDER BY d.sequence LIMIT 1",
            webhook)
        .map((row, context) ->
            new Due(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getString(6),
                row.getString(7)))
        .findFirst();
  }

  private WebhookAnswer send(Due due) {
    Target target;
    try {
      // Again, and now: what the name leads to may have changed since the webhook was made.
      target = Target.resolve(due.url(), loopback);
    } catch (NoriaException e) {
      return WebhookAnswer.failed(String.valueOf(e.getMessage()));
    }
    return Post.send(
        target,
        Signed.headers(due.secret(), due.id(), clock.instant(), due.body()),
        due.body().getBytes(StandardCharsets.UTF_8),
        AT_MOST);
  }

  private void settle(String webhook, Due due, int attempts, String state, WebhookAnswer answer) {
    database.write(tx -> {
      tx.handle()
          .execute(
              "UPDATE webhook_deliveries SET state = ?, attempts = ?, status = ?, error = ?,"
                  + " ended_ms = ? WHERE sequence = ?",
              state,
              attempts,
              answer.status(),
              answer.error(),
              tx.now(),
              due.sequence());
      return tx.handle()
          .execute(
              "DELETE FROM webhook_deliveries WHERE webhook = ? AND state <> 'WAITING'"
                  + " AND sequence <= (SELECT sequence FROM webhook_deliveries WHERE webhook = ?"
                  + " AND state <> 'WAITING' ORDER BY sequence DESC LIMIT 1 OFFSET "
                  + KEPT
                  + ")",
              webhook,
              webhook);
    });
  }

  private void again(Due due, int attempts, WebhookAnswer answer) {
    long pause = Math.min(MOST_PAUSE_MS, 1000L << (attempts - 1));
    long asked = Math.min(MOST_PAUSE_MS, answer.retryAfterSeconds() * 1000);
    long jitter = ThreadLocalRandom.current().nextLong(1000);
    Instant nextAt = clock.instant().plusMillis(Math.max(pause, asked) + jitter);
    database.write(tx ->
        tx.handle()
            .execute(
                "UPDATE webhook_deliveries SET attempts = ?, next_ms = ?, status = ?, error = ?"
                    + " WHERE sequence = ?",
                attempts,
                nextAt,
                answer.status(),
                answer.error(),
                due.sequence()));
  }
}
