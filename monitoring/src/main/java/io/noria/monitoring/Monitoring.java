package io.noria.monitoring;

import io.noria.base.Event;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.monitoring.alert.AlertBook;
import io.noria.monitoring.sql.SqlAlertStore;
import io.noria.monitoring.sql.SqlWatchStore;
import io.noria.monitoring.sql.SqlWindowStore;
import io.noria.monitoring.window.WindowScorer;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Serving;
import io.noria.stats.DriftTests;
import io.noria.stats.Metrics;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches deployments. Thread-safe. */
public final class Monitoring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Monitoring.class);

  /** A Monday, so that windows of seven days are calendar weeks. */
  private static final Instant ORIGIN = Instant.parse("1970-01-05T00:00:00Z");

  private static final long POLL_MILLIS = 200;

  private final Database db;
  private final Serving serving;
  private final WatchStore watches;
  private final WindowStore windows;
  private final AlertStore alerts;
  private final AlertBook book;
  private final WindowScorer scorer;

  /** The follower's own: whether the database was away at its last look. */
  private boolean unread;

  private final InstantSource clock;
  private final IdSource ids;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<String, Long> errorsSeen = new ConcurrentHashMap<>();
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final ScheduledExecutorService follower =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("noria-monitoring").factory());

  private Monitoring(
      Database db, Serving serving, PromotionValues promotions, InstantSource clock, IdSource ids) {
    this.db = db;
    this.serving = serving;
    this.watches = new SqlWatchStore(db);
    this.windows = new SqlWindowStore(db);
    this.alerts = new SqlAlertStore(db);
    this.book = new AlertBook(db, alerts, ids);
    this.scorer = new WindowScorer(serving, promotions);
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Opens monitoring; {@link #start} makes it follow the logs.
   *
   * @param promotions where the values at promotion are found
   */
  public static Monitoring open(
      Database db, Serving serving, PromotionValues promotions, InstantSource clock, IdSource ids) {
    return new Monitoring(db, serving, promotions, clock, ids);
  }

  /** Begins or changes the watch of a deployment; the same spec again changes nothing. */
  public void watch(WatchSpec spec) {
    if (spec.features() != null) {
      DriftTests.named(spec.features().test());
    }
    if (spec.prediction() != null) {
      DriftTests.named(spec.prediction().test());
    }
    if (!watches.find(spec.deployment()).equals(Optional.of(spec))) {
      watches.put(spec);
      LOG.info("watch set deployment={} step={}", spec.deployment(), spec.step());
    }
  }

  /** The watch of a deployment, if it has one. */
  public Optional<WatchSpec> spec(String deployment) {
    return watches.find(deployment);
  }

  /** Every watch, by deployment. */
  public List<WatchSpec> specs() {
    return watches.list();
  }

  /** Windows that start at or after {@code from} and end at or before {@code to}, oldest first. */
  public List<Window> windows(String deployment, @Nullable Instant from, @Nullable Instant to) {
    return windows.list(deployment, from, to);
  }

  /**
   * One window.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND
   */
  public Window window(String id) {
    return windows
        .find(id)
        .orElseThrow(() -> NoriaException.notFound("window: " + id + " (there is none)"));
  }

  /** The newest window of the deployment, if one was scored. */
  public Optional<Window> latest(String deployment) {
    return windows.latest(deployment);
  }

  /**
   * Alerts, newest first.
   *
   * @param deployment only this deployment's; null for all
   * @param openOnly only those that last
   */
  public List<Alert> alerts(@Nullable String deployment, boolean openOnly) {
    return alerts.list(deployment, openOnly);
  }

  /**
   * One alert.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND
   */
  public Alert alert(String id) {
    return book.get(id);
  }

  /** The deployment's open alerts, as the transaction sees them. */
  public List<Alert> open(Transaction tx, String deployment) {
    return alerts.open(tx, deployment);
  }

  /**
   * In the caller's transaction: raises an alert that rests on no window, with its event and the
   * edge {@code cause -raised-> alert}; empty when one of the same watch and column is open.
   */
  public Optional<Alert> raise(Transaction tx, Notice notice) {
    return book.raise(tx, notice);
  }

  /** In the caller's transaction: closes an open alert that {@link #raise} made. */
  public void over(Transaction tx, Alert alert, Instant eventTime, String why) {
    book.over(tx, alert, eventTime, why);
  }

  /**
   * Keeps the alert from starting anything until the moment of event time, and later alerts of the
   * same watch and column too; returns it.
   */
  public Alert silence(String alertId, Instant until, String why) {
    return book.silence(alertId, until, why);
  }

  /** Closes the alert by hand; a window beyond the threshold raises a new one. */
  public Alert resolve(String alertId, String why) {
    return book.resolve(alertId, why);
  }

  /**
   * Performance over any stretch of event time.
   *
   * @param first false: as answered; true: of the first version that ever served, on the same rows
   */
  public Performance performance(String deployment, Instant from, Instant to, boolean first) {
    return scorer.performance(deployment, from, to, first);
  }

  /**
   * Scores every window of the deployment that can be closed now; returns how many were.
   * Interrupted at any point, it goes on from there: no window is scored twice.
   */
  public int advance(String deployment) {
    int scored = 0;
    while (closesNext(deployment)) {
      scored++;
    }
    return scored;
  }

  /** False when the moment (of {@link System#nanoTime}) came before the end of the work. */
  private boolean advance(String deployment, long until) {
    while (closesNext(deployment)) {
      if (System.nanoTime() - until > 0) {
        return false;
      }
    }
    return true;
  }

  private boolean closesNext(String deployment) {
    ReentrantLock lock = locks.computeIfAbsent(deployment, name -> new ReentrantLock());
    lock.lock();
    try {
      return watches.find(deployment).map(this::next).orElse(false);
    } finally {
      lock.unlock();
    }
  }

  /** Closes one window; false when none can be closed yet. */
  private boolean next(WatchSpec spec) {
    String deployment = spec.deployment();
    Optional<Instant> seen = serving.predictions().watermark(deployment);
    if (seen.isEmpty()) {
      return false;
    }
    Instant from =
        watches
            .cursor(deployment)
            .or(() -> serving.predictions().beginning(deployment).map(at -> floor(at, spec.step())))
            .orElse(seen.get());
    Instant to = floor(from, spec.step()).plus(spec.step());
    if (seen.get().isBefore(to.plus(spec.labelDelay()))) {
      return false;
    }
    serving.predictions().flush();
    long errors = errors(deployment);
    WindowScorer.Place place =
        new WindowScorer.Place(
            ids.uuid7(),
            from,
            to,
            clock.instant(),
            windows.latest(deployment).orElse(null),
            errors - errorsSeen.getOrDefault(deployment, 0L));
    Optional<Window> window = scorer.score(spec, place);
    db.write(tx -> {
      watches.moveCursor(tx, deployment, to);
      window.ifPresent(scored -> record(tx, spec, scored));
      return null;
    });
    errorsSeen.put(deployment, errors);
    window.ifPresent(scored ->
        LOG.info(
            "window scored deployment={} from={} rows={} drifted={}",
            deployment,
            scored.from(),
            scored.rows(),
            scored.driftedFeatures()));
    return true;
  }

  private void record(Transaction tx, WatchSpec spec, Window window) {
    windows.put(tx, window);
    tx.link(Ref.of(Ref.Kind.DEPLOYMENT, window.deployment()), "watched", window.ref());
    tx.publish(
        new Event.WindowScored(
            window.ref(), window.closedAt(), summary(window), window.deployment()));
    book.apply(tx, spec, window);
  }

  private static String summary(Window window) {
    Performance served = window.served();
    return "%d predictions from %s to %s, %d labelled%s; %d of %d features drifted"
        .formatted(
            window.rows(),
            window.from(),
            window.to(),
            served.labelled(),
            measured(served),
            window.driftedFeatures(),
            window.features().size());
  }

  private static String measured(Performance served) {
    String metric = served.metric();
    Double value = metric == null ? null : served.metrics().get(metric);
    return metric == null || value == null
        ? ""
        : ", %s %s"
            .formatted(
                metric.equals("auc") ? "AUC" : metric, Metrics.named(metric).shown(value, 3));
  }

  private long errors(String deployment) {
    return serving.metrics().stream()
        .filter(metrics -> metrics.deployment().equals(deployment))
        .mapToLong(DeploymentMetrics::errors)
        .findFirst()
        .orElse(0);
  }

  private static Instant floor(Instant at, Duration step) {
    long past = Math.floorMod(at.toEpochMilli() - ORIGIN.toEpochMilli(), step.toMillis());
    return at.minusMillis(past);
  }

  /**
   * Scores what can be scored for every watched deployment and returns when nothing is left.
   *
   * @return false when the time was not enough
   */
  public boolean settle(Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    serving.predictions().flush();
    for (WatchSpec spec : watches.list()) {
      if (!advance(spec.deployment(), until)) {
        return false;
      }
    }
    return true;
  }

  /** Starts the thread that follows the prediction logs. */
  public void start() {
    follower.scheduleWithFixedDelay(this::follow, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void follow() {
    try {
      for (WatchSpec spec : watches.list()) {
        try {
          advance(spec.deployment());
          problems.remove(spec.deployment());
        } catch (RuntimeException e) {
          if (!e.toString().equals(problems.put(spec.deployment(), e.toString()))) {
            LOG.warn("window not-scored deployment={}", spec.deployment(), e);
          }
        }
      }
      unread = false;
    } catch (RuntimeException e) {
      if (!unread) {
        LOG.warn("watches not-read error=\"{}\"", e.toString());
      }
      unread = true;
    }
  }

  /** Throws what keeps windows from being scored. */
  public void check() {
    problems.forEach((deployment, problem) -> {
      throw new NoriaException(
          io.noria.base.ErrorCode.UNAVAILABLE, "monitoring of " + deployment + ": " + problem);
    });
  }

  @Override
  public void close() {
    follower.shutdown();
    try {
      if (!follower.awaitTermination(10, TimeUnit.SECONDS)) {
        follower.shutdownNow();
      }
    } catch (InterruptedException e) {
      follower.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
