package io.noria.delivery;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.delivery.TriggerStore.Cause;
import io.noria.delivery.TriggerStore.Kind;
import io.noria.delivery.sql.SqlTriggerStore;
import io.noria.monitoring.Alert;
import io.noria.monitoring.Monitoring;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.outbox.Published;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a project trains again. Every decision is recorded, with the event TriggerDecided
 * and the edges {@code cause -caused-> trigger} and {@code trigger -started-> pipeline_run}.
 * Thread-safe.
 *
 * <p>Alerts and accepted dataset versions reach it as events; each counts once. New data fires at
 * once, unless the last training started less than the cool-down before (in event time). An alert
 * without data newer than the last training's is held, and rides along with the next data. While a
 * decision is held, further causes of the same kind join it.
 */
public final class Triggers {
  private static final Logger LOG = LoggerFactory.getLogger(Triggers.class);
  private static final String SUBSCRIBER = "delivery.triggers";

  private final Database db;
  private final TriggerStore store;
  private final Monitoring monitoring;
  private final IdSource ids;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<String, Integer> batches = new ConcurrentHashMap<>();
  private volatile @Nullable WheelRunner runner;

  private Triggers(Database db, TriggerStore store, Monitoring monitoring, IdSource ids) {
    this.db = db;
    this.store = store;
    this.monitoring = monitoring;
    this.ids = ids;
  }

  static Triggers open(Database db, Monitoring monitoring, IdSource ids) {
    return new Triggers(db, new SqlTriggerStore(db), monitoring, ids);
  }

  /**
   * Connects the triggers: listens to events (call before the outbox starts) and submits what was
   * decided before a crash and not started.
   */
  public void start(WheelRunner wheel, Outbox outbox) {
    runner = wheel;
    outbox.subscribe(
        SUBSCRIBER,
        Set.of(
            Event.DatasetVersionAccepted.class, Event.AlertRaised.class, Event.WindowScored.class),
        this::handle);
    store.unsubmitted().forEach(this::submit);
  }

  /** Sets the project's policy; the same again changes nothing. */
  public void policy(TriggerPolicy policy) {
    if (!policy(policy.project()).equals(Optional.of(policy))) {
      store.put(policy);
    }
  }

  /** The project's policy, if it has one. */
  public Optional<TriggerPolicy> policy(String project) {
    return store.policies().stream().filter(policy -> policy.project().equals(project)).findFirst();
  }

  /** The project's decisions, newest first. */
  public List<TriggerDecision> decisions(String project, int limit) {
    return store.list(project, limit);
  }

  /**
   * One decision.
   *
   * @throws NoriaException NOT_FOUND
   */
  public TriggerDecision decision(String id) {
    return store
        .find(id)
        .orElseThrow(() -> NoriaException.notFound("trigger: " + id + " (there is none)"));
  }

  /** Takes an event; the same one twice counts once. */
  void handle(Published published) {
    // What an earlier delivery of this event decided and could not start.
    store.unsubmitted().forEach(this::submit);
    for (TriggerPolicy policy : store.policies()) {
      switch (published.event()) {
        case Event.DatasetVersionAccepted data when policy.datasets().contains(data.dataset()) ->
            weigh(policy, cause(policy, Kind.DATA, published));
        case Event.AlertRaised alert
            when policy.onAlert() && policy.deployment().equals(alert.deployment()) ->
            weigh(policy, cause(policy, kind(alert), published));
        case Event.WindowScored window
            when policy.deployment().equals(window.deployment()) && window.eventTime() != null ->
            afterCoolDown(policy, window.eventTime());
        default -> {
          // Other projects' events.
        }
      }
    }
  }

  private static Kind kind(Event.AlertRaised alert) {
    return alert.watch().equals(Alert.REVOKED_DATA) ? Kind.REVOKED : Kind.ALERT;
  }

  private static Cause cause(TriggerPolicy policy, Kind kind, Published published) {
    Instant at = Objects.requireNonNullElse(published.event().eventTime(), published.recordedAt());
    return new Cause(policy.project(), published.event().subject(), kind, at);
  }

  private void weigh(TriggerPolicy policy, Cause cause) {
    boolean collecting = batches.getOrDefault(policy.project(), 0) > 0;
    decide(policy, List.of(cause), cause.eventTime(), !collecting);
  }

  /** Event time goes on with the windows: data that a cool-down held may start now. */
  private void afterCoolDown(TriggerPolicy policy, Instant now) {
    if (store.waiting(policy.project()).stream().anyMatch(cause -> cause.kind() != Kind.ALERT)) {
      decide(policy, List.of(), now, true);
    }
  }

  /**
   * Keeps the causes and decides about everything that waits.
   *
   * @param now of event time
   * @param deciding false only to keep the causes
   */
  private Optional<TriggerDecision> decide(
      TriggerPolicy policy, List<Cause> fresh, Instant now, boolean deciding) {
    ReentrantLock lock = locks.computeIfAbsent(policy.project(), name -> new ReentrantLock());
    lock.lock();
    try {
      Set<Ref> silenced = silenced(policy.project(), fresh, now);
      Optional<TriggerDecision> decision =
          db.write(tx -> {
            boolean news = fresh.isEmpty();
            for (Cause cause : fresh) {
              news |= store.add(tx, cause);
            }
            return deciding && news
                ? new Decider(store, tx, ids, policy).decide(now, silenced)
                : Optional.<TriggerDecision>empty();
          });
      return decision.map(this::submit);
    } finally {
      lock.unlock();
    }
  }

  private Set<Ref> silenced(String project, List<Cause> fresh, Instant now) {
    return java.util.stream.Stream.concat(store.waiting(project).stream(), fresh.stream())
        .filter(cause -> cause.kind() != Kind.DATA)
        .filter(cause -> {
          Alert alert = monitoring.alert(cause.ref().id());
          boolean silent = alert.silencedUntil() != null && now.isBefore(alert.silencedUntil());
          // A rollback may have come first: then nothing that answers learned from that data.
          boolean over = cause.kind() == Kind.REVOKED && alert.state() == Alert.State.RESOLVED;
          return silent || over;
        })
        .map(Cause::ref)
        .collect(Collectors.toSet());
  }

  /** Starts what was fired and records what it started. */
  private TriggerDecision submit(TriggerDecision decision) {
    WheelRunner wheel = runner;
    if (decision.decision() != TriggerDecision.Decision.FIRED
        || decision.pipelineRun() != null
        || wheel == null) {
      return decision;
    }
    try {
      Ref run = wheel.submit(decision);
      db.write(tx -> {
        store.submitted(tx, decision.id(), run);
        tx.link(decision.ref(), "started", run);
        return null;
      });
    } catch (NoriaException e) {
      if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.INTERNAL) {
        throw e;
      }
      db.write(tx -> {
        store.failed(tx, decision.id(), e.getMessage());
        return null;
      });
      LOG.warn("trigger not-started id={} why={}", decision.id(), e.getMessage());
    }
    return decision(decision.id());
  }

  /** Turns the wheel because a person asked; the cool-down does not apply. */
  public TriggerDecision turn(String project, String why, Instant eventTime) {
    TriggerDecision decision =
        db.write(tx -> {
          List<Ref> causes = store.waiting(tx, project).stream().map(Cause::ref).toList();
          TriggerDecision fired =
              new TriggerDecision(
                  ids.uuid7(),
                  project,
                  TriggerDecision.Decision.FIRED,
                  why,
                  causes,
                  eventTime,
                  tx.now(),
                  tx.actor(),
                  null);
          record(store, tx, fired, "asked");
          return fired;
        });
    return submit(decision);
  }

  static void record(TriggerStore store, Transaction tx, TriggerDecision decision, String reason) {
    store.put(tx, decision, reason);
    decision.causes().forEach(cause -> tx.link(cause, "caused", decision.ref()));
    tx.publish(
        new Event.TriggerDecided(
            decision.ref(),
            decision.eventTime(),
            decision.why(),
            decision.project(),
            decision.decision().name()));
    LOG.info(
        "trigger decided project={} decision={} reason={} causes={}",
        decision.project(),
        decision.decision(),
        reason,
        decision.causes().size());
  }

  /**
   * Opens a batch: until it is closed, data versions of the project that are accepted are collected
   * without a decision, so that several arriving together turn the wheel once.
   */
  public Batch batch(String project) {
    batches.merge(project, 1, Integer::sum);
    return new Batch(project);
  }

  /** Data versions arriving together. */
  public final class Batch implements AutoCloseable {
    private final String project;

    private Batch(String project) {
      this.project = project;
    }

    /**
     * Decides once for these versions and whatever else waits; empty when nothing is new, or the
     * project has no policy.
     *
     * @param datasetVersions what was accepted, oldest first
     * @param eventTime when, in the data's world
     */
    public Optional<TriggerDecision> arrived(List<Ref> datasetVersions, Instant eventTime) {
      Optional<TriggerPolicy> policy = policy(project);
      if (policy.isEmpty() || datasetVersions.isEmpty()) {
        return Optional.empty();
      }
      List<Cause> causes =
          datasetVersions.stream()
              .map(ref -> new Cause(project, ref, Kind.DATA, eventTime))
              .toList();
      return decide(policy.get(), causes, eventTime, true)
          .or(() -> waitingSince(policy.get(), datasetVersions, eventTime));
    }

    /** The event of a version may have been handled before: then it waits undecided. */
    private Optional<TriggerDecision> waitingSince(
        TriggerPolicy policy, List<Ref> datasetVersions, Instant eventTime) {
      boolean waits =
          store.waiting(project).stream().anyMatch(cause -> datasetVersions.contains(cause.ref()));
      return waits ? decide(policy, List.of(), eventTime, true) : Optional.empty();
    }

    /** Ends the batch; what arrived without being told waits for the next decision. */
    @Override
    public void close() {
      batches.merge(project, -1, Integer::sum);
    }
  }
}
