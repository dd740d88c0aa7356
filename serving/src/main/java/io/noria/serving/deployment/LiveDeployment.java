package io.noria.serving.deployment;

import io.noria.registry.ModelVersionId;
import io.noria.serving.AnswerSeries;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.LatencyCounts;
import io.noria.serving.Readiness;
import io.noria.serving.UnderWay;
import io.noria.serving.VersionFigures;
import io.noria.serving.VersionLoad;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.log.LogEntry;
import io.noria.serving.scorer.TensorScorer;
import io.noria.serving.tensor.TensorModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The part of a deployment that requests touch. Thread-safe, without locks. */
final class LiveDeployment {
  private static final int MOST_COUNTERS = 256;
  private static final int SECONDS = 16;
  private static final int SHOWN_SECONDS = 10;
  private static final long ASKED_NANOS = 1_000_000;
  private static final long RETRY_NANOS = 30_000_000_000L;

  private final String name;
  private volatile @Nullable Toll toll;
  private volatile @Nullable ResponseCache cache;
  private final AtomicReference<Arms> arms = new AtomicReference<>(Arms.NONE);
  private final ConcurrentMap<VersionCounter.Key, VersionCounter> counters =
      new ConcurrentHashMap<>();
  // Requests by second, in a ring: each slot holds which second it is about, and how many.
  private final AtomicLongArray ringSecond = new AtomicLongArray(SECONDS);
  private final AtomicLongArray ringCount = new AtomicLongArray(SECONDS);
  private final AtomicLong began = new AtomicLong(System.nanoTime());
  private volatile @Nullable CompletableFuture<Void> loading;
  private volatile @Nullable ModelVersionId asleep;
  private volatile long lastAsked = System.nanoTime();
  private boolean closed;
  private boolean takingOver;
  private @Nullable ModelVersionId takenOver;
  private long tookOver;

  LiveDeployment(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** What callers may ask; null for as much as they like. */
  @Nullable Toll toll() {
    return toll;
  }

  void toll(@Nullable Toll next) {
    toll = next;
  }

  /** What is kept of answers; null for nothing. */
  @Nullable ResponseCache cache() {
    return cache;
  }

  void cache(@Nullable ResponseCache next) {
    cache = next;
  }

  /** Holds its own version; null when there is none. Give it back with release. */
  @Nullable Pinned pin() {
    return pin(Arms::own);
  }

  /** Holds the version that answers the subject's requests; null when there is none. */
  @Nullable Pinned pin(@Nullable String subject) {
    return pin(now -> now.choose(name, subject));
  }

  /** Holds the version that answers the subject's request with that row. */
  @Nullable Pinned pin(@Nullable String subject, Routing.@Nullable FirstRow row) {
    return pin(now -> now.choose(name, subject, row));
  }

  /** Holds the version if it is one of those that answer; see {@link Arms#version(int)}. */
  @Nullable Pinned pin(int version) {
    return pin(now -> now.version(version));
  }

  /** Holds the version of the model if it is one of those that answer; null otherwise. */
  @Nullable Pinned pin(String model, int version) {
    return pin(now -> now.version(model, version));
  }

  private @Nullable Pinned pin(Function<Arms, @Nullable Pinned> choice) {
    while (true) {
      Pinned pinned = choice.apply(arms.get());
      if (pinned == null || pinned.acquire()) {
        return pinned;
      }
      // It was retired between reading and holding it: the next one is in place already.
    }
  }

  /** Who answers and who listens. */
  Arms arms() {
    return arms.get();
  }

  /** From here on the bundle answers; requests under way finish with the former one. */
  synchronized void swap(Bundle bundle) {
    if (closed) {
      return;
    }
    Pinned own = new Pinned(bundle);
    asleep = null;
    lastAsked = System.nanoTime();
    Pinned former = arms.getAndUpdate(now -> now.withOwn(own)).own();
    if (former != null) {
      former.retire();
    }
  }

  /** From here on the bundle answers, unless another does already. */
  synchronized void swapIfNone(Bundle bundle) {
    if (arms.get().own() == null) {
      swap(bundle);
    }
  }

  /**
   * From here on the bundle answers again, if it is still the version that sleeps.
   *
   * @return whether it was: else there is another by now
   */
  synchronized boolean wake(Bundle bundle) {
    if (!bundle.id().equals(asleep)) {
      return false;
    }
    swap(bundle);
    return true;
  }

  /**
   * Lets go of its version until it is asked again, if nobody holds it and nobody else answers with
   * the same.
   */
  synchronized boolean sleep() {
    Pinned own = arms.get().own();
    if (own == null || own.holders() > 0 || own.bundle().uses() != 1) {
      return false;
    }
    asleep = own.bundle().id();
    arms.updateAndGet(now -> now.withOwn(null));
    own.retire();
    return true;
  }

  /** The version that it let go of; null when it is awake. */
  @Nullable ModelVersionId asleep() {
    return asleep;
  }

  /** Its own version, in memory or not; null when there is none. */
  @Nullable ModelVersionId current() {
    Pinned own = arms.get().own();
    return own == null ? asleep : own.bundle().id();
  }

  /** When it was last asked, by System.nanoTime. */
  long lastAsked() {
    return lastAsked;
  }

  /** Begins to load its version again; false when somebody else has begun. */
  synchronized boolean beginWaking() {
    if (closed || asleep == null || loading != null) {
      return false;
    }
    loading = new CompletableFuture<>();
    return true;
  }

  /** Its version is being loaded; who asks waits until it is {@link #loaded}. */
  void loading(CompletableFuture<Void> until) {
    loading = until;
  }

  /** Its version answers, or will not. */
  void loaded() {
    CompletableFuture<Void> until = loading;
    loading = null;
    if (until != null) {
      until.complete(null);
    }
  }

  /** What to wait for while its version is being loaded; null when nothing is. */
  @Nullable CompletableFuture<Void> loading() {
    return loading;
  }

  /**
   * Whether the version of another server shall be loaded now: not while one is, nor again right
   * after it could not be.
   */
  synchronized boolean beginTakingOver(ModelVersionId id) {
    boolean again = id.equals(takenOver) && System.nanoTime() - tookOver < RETRY_NANOS;
    if (closed || takingOver || again) {
      return false;
    }
    takingOver = true;
    takenOver = id;
    return true;
  }

  synchronized void endTakingOver() {
    takingOver = false;
    tookOver = System.nanoTime();
  }

  /** How far it is. */
  Readiness readiness() {
    if (arms.get().own() != null) {
      return Readiness.READY;
    }
    if (asleep != null) {
      return Readiness.ASLEEP;
    }
    return loading == null ? Readiness.EMPTY : Readiness.LOADING;
  }

  /** From here on nobody answers; requests under way finish. */
  synchronized void close() {
    closed = true;
    asleep = null;
    loaded();
    Arms former = arms.getAndSet(Arms.NONE);
    if (former.own() != null) {
      former.own().retire();
    }
    former.split().forEach(arm -> arm.pinned().retire());
    former.shadows().forEach(shadow -> shadow.pinned().retire());
  }

  /** From here on these answer a share, and those listen; rules are looked at first. */
  void direct(List<Arms.Arm> split, List<Shadow> shadows, @Nullable Routing routing) {
    Arms former = arms.getAndUpdate(now -> new Arms(now.own(), split, shadows, routing));
    for (Arms.Arm arm : former.split()) {
      if (split.stream().noneMatch(other -> other.pinned() == arm.pinned())) {
        arm.pinned().retire();
      }
    }
    for (Shadow shadow : former.shadows()) {
      if (!shadows.contains(shadow)) {
        shadow.pinned().retire();
      }
    }
  }

  /** Asks those that listen what was asked. */
  void listen(LogEntry returned) {
    List<Shadow> shadows = arms.get().shadows();
    for (int i = 0; i < shadows.size(); i++) {
      shadows.get(i).ask(returned);
    }
  }

  /** Whether it is this version that answers, or will when it is asked. */
  boolean answersWith(String model, int version) {
    ModelVersionId sleeping = asleep;
    if (sleeping != null && sleeping.version() == version && sleeping.model().equals(model)) {
      return true;
    }
    Pinned pinned = arms.get().own();
    return pinned != null
        && pinned.bundle().version() == version
        && pinned.bundle().id().model().equals(model);
  }

  /** A request was answered; how long it took is with its version's counter. */
  void answered() {
    long now = System.nanoTime();
    if (now - lastAsked > ASKED_NANOS) {
      lastAsked = now;
    }
    long second = now / 1_000_000_000L;
    int slot = Math.floorMod(second, SECONDS);
    long known = ringSecond.get(slot);
    if (known != second && ringSecond.compareAndSet(slot, known, second)) {
      ringCount.set(slot, 0);
    }
    ringCount.getAndIncrement(slot);
  }

  /** What the version answered under this name, of requests in the dialect. */
  VersionCounter counter(Bundle bundle, String dialect) {
    var key = new VersionCounter.Key(bundle.id(), arms.get().variant(bundle), dialect);
    VersionCounter known = counters.get(key);
    return known == null ? counted(key) : known;
  }

  /**
   * Begins to count; of more than so many, which a deployment comes to by new versions alone, the
   * one that was not asked for longest is forgotten.
   */
  private VersionCounter counted(VersionCounter.Key key) {
    VersionCounter counter = counters.computeIfAbsent(key, VersionCounter::new);
    if (counters.size() > MOST_COUNTERS) {
      counters.values().stream()
          .filter(other -> other != counter)
          .min(Comparator.comparingLong(VersionCounter::lastMillis))
          .ifPresent(oldest -> counters.remove(oldest.key(), oldest));
    }
    return counter;
  }

  /** Every version that was asked, by model and number. */
  List<VersionFigures> versions() {
    Map<ModelVersionId, VersionFigures> all = new HashMap<>();
    counters.forEach(
        (key, counter) -> all.merge(key.version(), counter.figures(), VersionFigures::plus));
    return all.values().stream()
        .sorted(Comparator.comparing(VersionFigures::model).thenComparing(VersionFigures::version))
        .toList();
  }

  /** What every version was asked, by model and number. */
  List<VersionLoad> load() {
    Map<ModelVersionId, VersionLoad> all = new HashMap<>();
    counters.forEach(
        (key, counter) -> all.merge(key.version(), counter.load(), VersionCounter::sum));
    return all.values().stream()
        .sorted(Comparator.comparing(VersionLoad::model).thenComparing(VersionLoad::version))
        .toList();
  }

  /** What the version was asked. */
  VersionLoad load(ModelVersionId version) {
    VersionLoad all = new VersionLoad(version.model(), version.version(), 0, 0, LatencyCounts.NONE);
    for (VersionCounter counter : counters.values()) {
      if (counter.key().version().equals(version)) {
        all = VersionCounter.sum(all, counter.load());
      }
    }
    return all;
  }

  /** What was answered, by version, variant and dialect. */
  List<AnswerSeries> series() {
    return counters.values().stream()
        .map(counter -> counter.series(name))
        .sorted(
            Comparator.comparing((AnswerSeries each) -> each.figures().model())
                .thenComparing(each -> each.figures().version())
                .thenComparing(AnswerSeries::variant)
                .thenComparing(AnswerSeries::dialect))
        .toList();
  }

  /** How busy it is; null as long as it has no version. */
  @Nullable UnderWay underWay() {
    Arms now = arms.get();
    Pinned own = now.own();
    if (own == null) {
      return null;
    }
    int requests = own.holders();
    for (Arms.Arm arm : now.split()) {
      requests += arm.pinned() == own ? 0 : arm.pinned().holders();
    }
    TensorModel model =
        own.bundle().scorer() instanceof TensorScorer tensors ? tensors.model() : null;
    return new UnderWay(
        name,
        own.bundle().model(),
        own.bundle().version(),
        requests,
        model == null ? 0 : model.waiting(),
        model == null ? 0 : model.workers());
  }

  DeploymentMetrics metrics(int queued) {
    LatencyCounts latency = LatencyCounts.NONE;
    double totalSeconds = 0;
    for (VersionCounter counter : counters.values()) {
      latency = latency.plus(counter.latency());
      totalSeconds += counter.totalSeconds();
    }
    long now = System.nanoTime();
    long second = now / 1_000_000_000L;
    long recent = 0;
    for (int slot = 0; slot < SECONDS; slot++) {
      long age = second - ringSecond.get(slot);
      recent += age >= 0 && age < SHOWN_SECONDS ? ringCount.get(slot) : 0;
    }
    double seconds = Math.clamp((now - began.get()) / 1e9, 1, SHOWN_SECONDS);
    return new DeploymentMetrics(
        name,
        latency.count(),
        counters.values().stream().mapToLong(VersionCounter::rows).sum(),
        counters.values().stream().mapToLong(VersionCounter::failed).sum(),
        recent / seconds,
        latency.quantile(0.5),
        latency.quantile(0.99),
        LatencyHistogram.shown(latency),
        totalSeconds,
        queued);
  }

  /** A version with the number of requests that hold it. */
  static final class Pinned {
    private static final int RETIRED = 1 << 30;

    private final Bundle bundle;
    private final AtomicInteger holders = new AtomicInteger();
    private final AtomicBoolean retired = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();

    Pinned(Bundle bundle) {
      this.bundle = bundle;
      bundle.use();
    }

    Bundle bundle() {
      return bundle;
    }

    boolean acquire() {
      if ((holders.incrementAndGet() & RETIRED) != 0) {
        release();
        return false;
      }
      return true;
    }

    void release() {
      letGo(holders.decrementAndGet());
    }

    void retire() {
      // Two variants may answer with the same one.
      if (retired.compareAndSet(false, true)) {
        letGo(holders.addAndGet(RETIRED));
      }
    }

    /** The last one who holds it after it was retired lets the model go. */
    private void letGo(int left) {
      if (left == RETIRED && gone.compareAndSet(false, true)) {
        bundle.unuse();
      }
    }

    /** Requests that hold it. */
    int holders() {
      return holders.get() & (RETIRED - 1);
    }
  }
}
