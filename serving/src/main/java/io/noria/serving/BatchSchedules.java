package io.noria.serving;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.sql.SqlScheduleStore;
import io.noria.serving.table.Cron;
import io.noria.serving.table.DueTime;
import io.noria.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches by cron. Every server with the role looks each second at what is due; a batch goes by its
 * schedule's name and time, so that however many look it is one. Thread-safe.
 */
public final class BatchSchedules implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchSchedules.class);
  private static final long EVERY_MS = 1000;
  private static final long LOOKS_TO_TIDY = 3600;
  private static final int MOST_MADE_UP = 100;

  /** A time that is noticed within this was not missed. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private final SqlScheduleStore store;
  private final Asked batches;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** Where batches are asked for. */
  interface Asked {
    /** Throws when a place may not be used. */
    void allow(BatchRequest request);

    /** The batch's id. */
    String submit(BatchRequest request, BatchPredictions.Cause cause);

    /** Deletes what nobody came back for. */
    default void tidy() {}
  }

  /** Over the batches; nothing happens before {@link #start}. */
  public BatchSchedules(Database db, BatchPredictions batches, InstantSource clock) {
    this(
        db,
        new Asked() {
          @Override
          public void allow(BatchRequest request) {
            batches.allow(request);
          }

          @Override
          public String submit(BatchRequest request, BatchPredictions.Cause cause) {
            return batches.submitUnseen(request, cause).id().value();
          }

          @Override
          public void tidy() {
            batches.tidy();
          }
        },
        clock);
  }

  BatchSchedules(Database db, Asked batches, InstantSource clock) {
    this.store = new SqlScheduleStore(db);
    this.batches = batches;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("noria-batch-schedules").daemon().unstarted(this::run);
  }

  /** Begins to look. */
  public void start() {
    thread.start();
  }

  /** Where all of them stand, by name. */
  public List<BatchSchedule.State> list() {
    return store.list();
  }

  /**
   * Those of a project, by name.
   *
   * @param project with a slash before the schedules' own names
   */
  public Map<String, BatchSchedule> of(String project) {
    Map<String, BatchSchedule> found = new HashMap<>();
    for (BatchSchedule.State state : store.list()) {
      if (state.schedule().name().startsWith(project + "/")) {
        found.put(state.schedule().name(), state.schedule());
      }
    }
    return found;
  }

  /**
   * Looks whether the places of all may be used.
   *
   * @throws NoriaException PERMISSION_DENIED when not
   */
  public void allow(List<BatchSchedule> wanted) {
    wanted.forEach(schedule -> batches.allow(filled(schedule, clock.instant())));
  }

  /** Makes the project's schedules these. One that stays as it was keeps its next time. */
  public void bind(String project, List<BatchSchedule> wanted) {
    Map<String, BatchSchedule> there = of(project);
    Instant now = clock.instant();
    store.write(tx -> {
      Map<String, BatchSchedule> left = new HashMap<>(there);
      for (BatchSchedule schedule : wanted) {
        if (!schedule.equals(left.remove(schedule.name()))) {
          store.put(tx, schedule, next(schedule, now).orElse(null));
        }
      }
      left.keySet().forEach(name -> store.delete(tx, name));
    });
  }

  private static Optional<Instant> next(BatchSchedule schedule, Instant after) {
    return Cron.parse(schedule.cron()).next(after, schedule.zone());
  }

  private static BatchRequest filled(BatchSchedule schedule, Instant due) {
    var at = due.atZone(schedule.zone());
    return schedule
        .request()
        .between(DueTime.in(schedule.request().in(), at), DueTime.in(schedule.request().out(), at));
  }

  private void run() {
    try {
      for (long looks = 0; !closed.await(EVERY_MS, TimeUnit.MILLISECONDS); looks++) {
        try {
          look();
          if (looks % LOOKS_TO_TIDY == 0) {
            batches.tidy();
          }
        } catch (RuntimeException e) {
          LOG.warn("event=batch_schedules_not_read error=\"{}\"", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for what is due. */
  void look() {
    Instant now = clock.instant();
    for (BatchSchedule.State state : store.due(now)) {
      try {
        fire(state, now);
      } catch (RuntimeException e) {
        LOG.warn(
            "batch_schedule={} event=not_asked error=\"{}\"",
            state.schedule().name(),
            e.getMessage());
      }
    }
  }

  private void fire(BatchSchedule.State state, Instant now) {
    BatchSchedule schedule = state.schedule();
    List<Instant> times = new ArrayList<>();
    @Nullable Instant next = state.next();
    while (next != null && !next.isAfter(now)) {
      times.add(next);
      if (times.size() > MOST_MADE_UP) {
        times.removeFirst();
      }
      next = next(schedule, next).orElse(null);
    }
    Instant last = times.getLast();
    List<Instant> chosen =
        switch (schedule.missed()) {
          case ALL -> times;
          case LATEST -> List.of(last);
          case SKIP -> last.plus(GRACE).isBefore(now) ? List.of() : List.of(last);
        };
    String batch = state.lastBatch();
    String problem = null;
    for (Instant due : chosen) {
      try {
        batch = ask(schedule, due);
      } catch (NoriaException e) {
        if (passing(e.code())) {
          // It stays due. What was asked for already is the same batch when asked for again.
          throw e;
        }
        batch = null;
        problem = e.getMessage();
        LOG.warn("batch_schedule={} due={} error=\"{}\"", schedule.name(), due, problem);
      }
    }
    store.fired(state, new BatchSchedule.State(schedule, next, last, batch, problem));
  }

  /** Whether the same may go a little later. */
  private static boolean passing(ErrorCode code) {
    return switch (code) {
      case UNAVAILABLE, ABORTED, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, STORAGE_FULL -> true;
      case INVALID_ARGUMENT,
          UNPROCESSABLE,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          TOO_LARGE,
          UNIMPLEMENTED,
          DATA_LOSS,
          INTERNAL ->
          false;
    };
  }

  private String ask(BatchSchedule schedule, Instant due) {
    String batch =
        batches.submit(
            filled(schedule, due),
            new BatchPredictions.Cause(
                "schedule " + schedule.name(),
                due,
                "schedule:" + schedule.name() + ":" + due,
                "batch:" + schedule.name()));
    LOG.info("batch_schedule={} due={} batch={}", schedule.name(), due, batch);
    return batch;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.isAlive()) {
        thread.join(10_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
