package io.noria.tracking.live;

import io.noria.tracking.ExperimentId;
import io.noria.tracking.Filter;
import io.noria.tracking.FilterParser;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Metric;
import io.noria.tracking.RunColumns;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.group.GroupQuestion;
import io.noria.tracking.group.GroupRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs in memory, by experiment: read when a search first asks for them, the least recently asked
 * for let go when they take more than their share of memory. Every search sees what was
 * acknowledged before it began: writers say what they changed before they are answered, and a
 * search takes that in first. Thread-safe.
 */
public final class LiveRuns implements RunEvents {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRuns.class);

  /** So few runs are read while the search waits; more in the background. */
  private static final long READ_AT_ONCE = 2_000;

  /** An experiment that had no room is not tried again for so long. */
  private static final long TOO_LARGE_NANOS = 600_000_000_000L;

  /**
   * What a search found.
   *
   * @param runs in order
   * @param lastKeys the sort keys of the last run; null when there is none
   * @param more whether runs follow
   * @param total how many match in all
   */
  public record Answer(
      List<HeldRun> runs, @Nullable List<@Nullable Object> lastKeys, boolean more, long total) {}

  /**
   * Runs on their way into memory, and which runs were changed meanwhile, with their experiment
   * where it is known: one that was created after the reading began is found by that alone.
   */
  private static final class Loading {
    final Set<ExperimentId> experiments;
    final List<LiveRun> runs = new ArrayList<>();
    final Map<RunId, @Nullable ExperimentId> touched = new HashMap<>();
    long bytes;
    boolean stale;

    Loading(Collection<ExperimentId> experiments) {
      this.experiments = Set.copyOf(experiments);
    }

    void touch(RunId run, @Nullable ExperimentId experiment) {
      if (experiment != null || !touched.containsKey(run)) {
        touched.put(run, experiment);
      }
    }
  }

  private final RunSource source;
  private final long budget;
  private final Keys.Shared shared = new Keys.Shared();
  private final ChangeQueue changes;

  /** Held while experiments are read; taken before {@link #lock}. */
  private final ReentrantLock reading = new ReentrantLock();

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<ExperimentId, LiveExperiment> experiments = new HashMap<>();
  private final Map<RunId, LiveRun> runs = new HashMap<>();
  private final Map<ExperimentId, Long> tooLarge = new HashMap<>();
  private final Set<ExperimentId> wanted = new LinkedHashSet<>();
  private @Nullable Loading loading;
  private boolean reader;

  /**
   * An empty index.
   *
   * @param budget bytes of memory that the runs may take, about
   */
  public LiveRuns(RunSource source, long budget) {
    this.source = source;
    this.budget = budget;
    this.changes = new ChangeQueue(this::takeIn);
  }

  @Override
  public void changed(RunId run, @Nullable ExperimentId experiment) {
    changes.add(new ChangeQueue.Changed(run, experiment), 1);
  }

  @Override
  public void logged(RunId run, List<Metric> points) {
    changes.add(new ChangeQueue.Logged(run, points), points.size());
  }

  @Override
  public void changed(ExperimentId experiment) {
    changes.add(new ChangeQueue.Moved(experiment), 1);
  }

  /**
   * Searches.
   *
   * @param filter the search's filter, which is known to be good
   * @param orders the search's order, which is known to be good
   * @param after the sort keys of the last row of the page before; null for the first page
   * @return null when the runs are not in memory (yet): then the tables have to answer
   */
  public @Nullable Answer find(
      RunSearch search,
      Filter filter,
      List<FilterParser.Order> orders,
      @Nullable List<@Nullable Object> after) {
    List<LiveExperiment.Snapshot> all = snapshots(search.experiments());
    if (all == null) {
      return null;
    }
    RunTest view = RunTest.of(search.view());
    RunTest test = RunTest.of(filter);
    Ranking ranking = new Ranking(orders, search.limit() + 1, after);
    long total = 0;
    for (LiveExperiment.Snapshot one : all) {
      // From the newest, which most orders want first: few of the others then displace anything.
      for (int i = one.size() - 1; i >= 0; i--) {
        LiveRun run = one.runs()[i];
        if (run != null && view.holds(run) && test.holds(run)) {
          total++;
          ranking.offer(run);
        }
      }
    }
    List<Ranking.Row> rows = ranking.rows();
    boolean more = rows.size() > search.limit();
    List<Ranking.Row> shown = more ? rows.subList(0, search.limit()) : rows;
    return new Answer(
        shown.stream().map(row -> new HeldRun(row.run())).toList(),
        shown.isEmpty() ? null : shown.getLast().keys(),
        more,
        total);
  }

  /**
   * The runs that match, to be grouped.
   *
   * @param filter the search's filter, which is known to be good
   * @return null when the runs are not in memory (yet): then the tables have to answer
   */
  public @Nullable GroupRows rows(GroupQuestion question, Filter filter) {
    List<LiveExperiment.Snapshot> all = snapshots(question.search().experiments());
    return all == null
        ? null
        : new LiveGroupRows(
            all, RunTest.of(question.search().view()), RunTest.of(filter), question.by());
  }

  /**
   * Counts the keys of active runs; null when the runs are not in memory (yet).
   *
   * @param filter which of the runs, a filter that is known to be good
   */
  public @Nullable List<RunColumns.Column> columns(
      List<ExperimentId> of, Filter filter, Set<RunColumns.Kind> kinds) {
    List<LiveExperiment.Snapshot> all = snapshots(of);
    if (all == null) {
      return null;
    }
    RunTest test = RunTest.of(filter);
    List<RunColumns.Column> columns = new ArrayList<>();
    for (RunColumns.Kind kind : kinds) {
      Map<Keys, long[]> sets = new IdentityHashMap<>();
      for (LiveExperiment.Snapshot one : all) {
        for (int i = 0; i < one.size(); i++) {
          LiveRun run = one.runs()[i];
          if (run != null && run.info().lifecycle() == Lifecycle.ACTIVE && test.holds(run)) {
            sets.computeIfAbsent(keys(run, kind), keys -> new long[1])[0]++;
          }
        }
      }
      Map<String, Long> counts = new HashMap<>();
      sets.forEach((keys, count) -> {
        for (int i = 0; i < keys.size(); i++) {
          counts.merge(keys.name(i), count[0], Long::sum);
        }
      });
      counts.forEach((key, count) -> columns.add(new RunColumns.Column(kind, key, count)));
    }
    return columns;
  }

  private static Keys keys(LiveRun run, RunColumns.Kind kind) {
    return switch (kind) {
      case METRIC -> run.points().keys;
      case PARAM -> run.params().keys;
      case TAG -> run.tags().keys;
    };
  }

  /** The experiments' runs with everything that was acknowledged before; null when not held. */
  private @Nullable List<LiveExperiment.Snapshot> snapshots(List<ExperimentId> of) {
    source.follow(this);
    List<ExperimentId> existing = ready(of);
    if (existing == null) {
      return null;
    }
    lock.lock();
    try {
      takeInLocked();
      List<LiveExperiment.Snapshot> all = new ArrayList<>();
      for (ExperimentId id : new LinkedHashSet<>(existing)) {
        LiveExperiment experiment = experiments.get(id);
        if (experiment == null) {
          return null;
        }
        experiment.usedNanos = System.nanoTime();
        all.add(experiment.snapshot());
      }
      makeRoom(Set.copyOf(existing));
      return all;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Those of the experiments that exist, once they are here; null when they are not (yet). One that
   * does not exist has no runs and is not kept: anybody can think of any number of ids.
   */
  private @Nullable List<ExperimentId> ready(List<ExperimentId> of) {
    Set<ExperimentId> absent = Set.copyOf(absent(of));
    if (absent.isEmpty()) {
      return of;
    }
    if (absent.stream().anyMatch(this::isTooLarge)) {
      return null;
    }
    Map<ExperimentId, Long> counts = source.counts(absent);
    List<ExperimentId> existing =
        of.stream().filter(id -> !absent.contains(id) || counts.containsKey(id)).toList();
    if (counts.isEmpty()) {
      return existing;
    }
    if (counts.values().stream().mapToLong(Long::longValue).sum() > READ_AT_ONCE) {
      readLater(counts.keySet());
      return null;
    }
    if (!reading.tryLock()) {
      return null;
    }
    try {
      read(absent(counts.keySet()));
      return absent(counts.keySet()).isEmpty() ? existing : null;
    } finally {
      reading.unlock();
    }
  }

  private List<ExperimentId> absent(Collection<ExperimentId> of) {
    lock.lock();
    try {
      return of.stream().filter(id -> !experiments.containsKey(id)).distinct().toList();
    } finally {
      lock.unlock();
    }
  }

  private boolean isTooLarge(ExperimentId id) {
    lock.lock();
    try {
      Long since = tooLarge.get(id);
      return since != null && System.nanoTime() - since < TOO_LARGE_NANOS;
    } finally {
      lock.unlock();
    }
  }

  /** Reads the experiments on a thread that is there only while there is something to read. */
  public void readLater(Collection<ExperimentId> ids) {
    lock.lock();
    try {
      wanted.addAll(ids);
      if (!reader && !wanted.isEmpty()) {
        reader = true;
        Thread.ofPlatform().daemon().name("noria-run-index").start(this::readWanted);
      }
    } finally {
      lock.unlock();
    }
  }

  private void readWanted() {
    for (ExperimentId id = nextWanted(); id != null; id = nextWanted()) {
      reading.lock();
      try {
        read(absent(List.of(id)));
      } catch (RuntimeException | Error e) {
        // The tables answer in its place; the next search asks for it again. An error must not end
        // the reading either: nobody would start it anew.
        LOG.warn("event=run_index_failed experiment={} error=\"{}\"", id, e.toString());
      } finally {
        reading.unlock();
      }
    }
  }

  private @Nullable ExperimentId nextWanted() {
    lock.lock();
    try {
      ExperimentId next = wanted.isEmpty() ? null : wanted.iterator().next();
      if (next == null) {
        reader = false;
      } else {
        wanted.remove(next);
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Reads experiments and publishes them; what was changed meanwhile is read again. */
  private void read(List<ExperimentId> ids) {
    if (ids.isEmpty()) {
      return;
    }
    long started = System.nanoTime();
    Loading now = new Loading(ids);
    lock.lock();
    try {
      loading = now;
      changes.listen(true);
    } finally {
      lock.unlock();
    }
    boolean complete = false;
    try {
      source.load(
          ids,
          parts -> {
            LiveRun run = parts.build(shared);
            now.runs.add(run);
            now.bytes += run.size();
            return now.bytes <= budget;
          });
      complete = true;
    } finally {
      lock.lock();
      now.stale |= !complete;
      try {
        publish(now);
      } finally {
        lock.unlock();
      }
    }
    LOG.debug(
        "event=run_index_read experiments={} runs={} bytes={} ms={}",
        ids.size(),
        now.runs.size(),
        now.bytes,
        (System.nanoTime() - started) / 1_000_000);
  }

  private void publish(Loading done) {
    try {
      takeInLocked();
    } finally {
      loading = null;
    }
    if (done.bytes > budget) {
      done.experiments.forEach(id -> tooLarge.put(id, System.nanoTime()));
      LOG.info("event=run_index_too_large experiments={} bytes={}", done.experiments, done.bytes);
    } else if (!done.stale) {
      for (ExperimentId id : done.experiments) {
        tooLarge.remove(id);
        LiveExperiment fresh = new LiveExperiment();
        fresh.usedNanos = System.nanoTime();
        experiments.put(id, fresh);
      }
      done.runs.forEach(this::put);
      done.touched.forEach(
          (id, experiment) -> changes.add(new ChangeQueue.Changed(id, experiment), 1));
      takeInLocked();
      makeRoom(done.experiments);
    }
    changes.listen(!experiments.isEmpty());
  }

  private void put(LiveRun run) {
    LiveExperiment experiment = experiments.get(run.info().experiment());
    if (experiment != null) {
      experiment.put(run, runs.put(run.info().id(), run));
    }
  }

  private void letGo(ExperimentId id) {
    LiveExperiment gone = experiments.remove(id);
    if (gone != null) {
      LiveExperiment.Snapshot all = gone.snapshot();
      for (int i = 0; i < all.size(); i++) {
        LiveRun run = all.runs()[i];
        if (run != null) {
          runs.remove(run.info().id());
        }
      }
    }
  }

  /** Lets go of what was asked for longest ago, until the rest fits. */
  private void makeRoom(Set<ExperimentId> keep) {
    long bytes = 0;
    for (LiveExperiment one : experiments.values()) {
      bytes += one.bytes();
    }
    while (bytes > budget) {
      ExperimentId oldest = null;
      for (Map.Entry<ExperimentId, LiveExperiment> one : experiments.entrySet()) {
        LiveExperiment than = oldest == null ? null : experiments.get(oldest);
        if (!keep.contains(one.getKey())
            && (than == null || one.getValue().usedNanos - than.usedNanos < 0)) {
          oldest = one.getKey();
        }
      }
      if (oldest == null) {
        // What is asked for together does not fit together.
        keep.forEach(id -> tooLarge.put(id, System.nanoTime()));
        keep.forEach(this::letGo);
        return;
      }
      LiveExperiment gone = experiments.get(oldest);
      bytes -= gone == null ? 0 : gone.bytes();
      letGo(oldest);
    }
  }

  void takeIn() {
    lock.lock();
    try {
      takeInLocked();
    } finally {
      lock.unlock();
    }
  }

  /** Takes in what was changed. */
  private void takeInLocked() {
    ChangeQueue.Batch batch = changes.take();
    if (batch.isEmpty()) {
      return;
    }
    try {
      takeIn(batch);
    } catch (RuntimeException | Error e) {
      // What is here is no longer what is in the tables.
      forget();
      throw e;
    }
  }

  @Override
  public void lost() {
    forget();
  }

  private void forget() {
    lock.lock();
    try {
      experiments.clear();
      runs.clear();
      if (loading != null) {
        loading.stale = true;
      }
    } finally {
      lock.unlock();
    }
  }

  private void takeIn(ChangeQueue.Batch batch) {
    for (ExperimentId moved : batch.moved()) {
      letGo(moved);
      if (loading != null && loading.experiments.contains(moved)) {
        loading.stale = true;
      }
    }
    if (loading != null) {
      batch.changed().forEach(loading::touch);
    }
    Set<RunId> again = new HashSet<>();
    batch
        .changed()
        .forEach((id, experiment) -> {
          if (runs.containsKey(id) || (experiment != null && experiments.containsKey(experiment))) {
            again.add(id);
          }
        });
    if (!again.isEmpty()) {
      for (RunParts parts : source.reload(again)) {
        LiveRun run = parts.build(shared);
        again.remove(run.info().id());
        put(run);
      }
      again.forEach(this::remove);
    }
    batch
        .logged()
        .forEach((id, points) -> {
          LiveRun run = runs.get(id);
          if (run != null) {
            put(run.with(run.points().with(points, shared)));
          } else if (loading != null) {
            loading.touch(id, null);
          }
        });
  }

  private void remove(RunId id) {
    LiveRun gone = runs.remove(id);
    LiveExperiment experiment = gone == null ? null : experiments.get(gone.info().experiment());
    if (gone != null && experiment != null) {
      experiment.remove(gone);
    }
  }
}
