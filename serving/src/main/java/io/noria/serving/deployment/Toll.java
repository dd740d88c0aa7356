package io.noria.serving.deployment;

import io.noria.base.Actor;
import io.noria.base.NoriaException;
import io.noria.base.Origin;
import io.noria.serving.DeploymentTerms.CallerLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what each caller of one deployment asks, and refuses what is too much. So many callers are
 * told apart and no more; those beyond share one account. Thread-safe.
 */
final class Toll {
  /** About 2 MiB. */
  static final int MOST_CALLERS = 10_000;

  private static final String OTHERS = "(others)";
  private static final long SWEEP_MS = 1000;

  private final String deployment;
  private final CallerLimit limit;
  private final InstantSource clock;
  private final int series;
  private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();
  private final AtomicLong sweptAt = new AtomicLong();
  private final LongAdder tooFast = new LongAdder();
  private final LongAdder overQuota = new LongAdder();
  // Rows of the day by caller as others wrote them; replaced as a whole.
  private volatile Map<String, Long> elsewhere = Map.of();

  /**
   * Accounts that begin at nothing.
   *
   * @param series tells it from those that this server had before
   */
  Toll(String deployment, CallerLimit limit, InstantSource clock, int series) {
    this.series = series;
    this.deployment = deployment;
    this.limit = limit;
    this.clock = clock;
  }

  CallerLimit limit() {
    return limit;
  }

  int series() {
    return series;
  }

  long tooFast() {
    return tooFast.sum();
  }

  long overQuota() {
    return overQuota.sum();
  }

  int callers() {
    return accounts.size();
  }

  /** Today, by which rows are counted. */
  static String day(InstantSource clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
  }

  /**
   * A request of the present caller begins.
   *
   * @return its account; null for the server itself, which is not limited
   * @throws NoriaException RESOURCE_EXHAUSTED when it asks too fast
   */
  @Nullable Account enter() {
    String caller = caller();
    if (caller == null) {
      return null;
    }
    Account account = account(caller);
    account.request();
    return account;
  }

  /** The token's name, else the address; null for the server itself. */
  static @Nullable String caller() {
    String actor = Actor.current();
    if (!actor.equals("local") && !actor.equals(Actor.SERVER)) {
      return "token:" + actor;
    }
    String address = Origin.current().address();
    return address.isEmpty() ? null : "address:" + network(address);
  }

  /** Who has one address of IPv6 has all that begin with the same 64 bits. */
  private static String network(String address) {
    int end = -1;
    for (int groups = 0; groups < 4; groups++) {
      end = address.indexOf(':', end + 1);
      if (end < 0) {
        return address;
      }
    }
    return address.substring(0, end) + "::/64";
  }

  private Account account(String caller) {
    Account known = accounts.get(caller);
    if (known != null) {
      return known;
    }
    if (accounts.size() >= MOST_CALLERS) {
      sweep();
    }
    String named = accounts.size() >= MOST_CALLERS ? OTHERS : caller;
    return accounts.computeIfAbsent(named, Account::new);
  }

  /** Forgets those who are as if they had never asked. */
  private void sweep() {
    long now = clock.millis();
    long last = sweptAt.get();
    if (Math.abs(now - last) >= SWEEP_MS && sweptAt.compareAndSet(last, now)) {
      accounts.values().removeIf(Account::idle);
    }
  }

  /** Rows of the day by caller that were asked here and are not written yet. */
  Map<String, Long> unwritten(String day) {
    Map<String, Long> all = new HashMap<>();
    accounts.forEach((caller, account) -> {
      long rows = account.unwritten(day);
      if (rows >= 0) {
        all.put(caller, rows);
      }
    });
    return all;
  }

  /** What others wrote for today. */
  void elsewhere(Map<String, Long> rows) {
    elsewhere = Map.copyOf(rows);
  }

  /** What one caller has asked. */
  final class Account {
    private final String caller;
    private double tokens;
    private long filledAt;
    private String day = "";
    private long rows;
    private long written = -1;

    Account(String caller) {
      this.caller = caller;
      this.tokens = limit.burst();
      this.filledAt = clock.millis();
    }

    private synchronized void request() {
      Double perSecond = limit.perSecond();
      if (perSecond == null) {
        return;
      }
      fill(perSecond);
      if (tokens < 1) {
        tooFast.increment();
        long seconds = (long) Math.ceil((1 - tokens) / perSecond);
        throw NoriaException.exhausted(
            "deployment %s: %s asks more than %s requests a second, %d at once; again in %d s"
                .formatted(deployment, caller, perSecond, limit.burst(), Math.max(1, seconds)),
            Duration.ofSeconds(Math.max(1, seconds)));
      }
      tokens--;
    }

    private void fill(double perSecond) {
      long now = clock.millis();
      tokens = Math.min(limit.burst(), tokens + Math.max(0, now - filledAt) / 1e3 * perSecond);
      filledAt = now;
    }

    /**
     * So many rows are asked.
     *
     * @throws NoriaException RESOURCE_EXHAUSTED when the day has not so many left
     */
    synchronized void take(int count) {
      Long quota = limit.rowsPerDay();
      if (quota == null) {
        return;
      }
      today();
      long used = rows + elsewhere.getOrDefault(caller, 0L);
      if (used + count > quota) {
        overQuota.increment();
        Instant now = clock.instant();
        Instant midnight =
            LocalDate.ofInstant(now, ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        throw NoriaException.exhausted(
            "deployment %s: %s has asked %d of its %d rows of the day, and asks %d more; again at %s"
                .formatted(deployment, caller, used, quota, count, midnight),
            Duration.ofSeconds(Math.max(1, Duration.between(now, midnight).toSeconds() + 1)));
      }
      rows += count;
    }

    private void today() {
      String today = day(clock);
      if (!today.equals(day)) {
        day = today;
        rows = 0;
        written = -1;
      }
    }

    private synchronized long unwritten(String today) {
      if (!today.equals(day) || rows == written) {
        return -1;
      }
      written = rows;
      return rows;
    }

    private synchronized boolean idle() {
      Double perSecond = limit.perSecond();
      if (perSecond != null) {
        fill(perSecond);
      }
      return tokens >= limit.burst() && (rows == 0 || !day(clock).equals(day));
    }
  }
}
