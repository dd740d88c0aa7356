package io.noria.serving.log;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.serving.ServingConfig;
import io.noria.storage.sql.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes answered predictions off the requests' hands: one thread adds them to the deployments' open
 * parts, writes and forces the files at the interval, and hands full parts to be sealed. When the
 * queue is full, requests wait for it, then are refused. Thread-safe.
 */
public final class LogWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int MOST_UNSEALED = 3;

  /** How long an answer waits for a disk that takes nothing. */
  private static final long MOST_WAIT = TimeUnit.SECONDS.toNanos(5);

  /** Predictions after which what was added is given to the operating system. */
  private static final int MOST_UNWRITTEN = 4096;

  /** Bytes of memory after which a part is sealed, however few its rows. */
  private static final long MOST_BYTES = 32L << 20;

  /** After this what other servers have set about sampling is taken up. */
  private static final long SAMPLING_EVERY = TimeUnit.SECONDS.toNanos(5);

  private static final long IDLE = TimeUnit.SECONDS.toNanos(5);

  private final ServingConfig config;
  private final PartDirectory directory;
  private final Sampling sampling;
  private final InstantSource clock;
  private final IdSource ids;
  private final Queue<LogEntry> queue = new ConcurrentLinkedQueue<>();
  // Predictions in the queue and in the batch at hand; what bounds the queue.
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread thread;
  private final ExecutorService sealer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition forced = lock.newCondition();
  private final Condition room = lock.newCondition();
  // Full parts that are not sealed yet. When there are too many, nothing more is taken from the
  // queue, which fills, and requests are refused: memory stays bounded.
  private final Deque<PartRef> unsealed = new ConcurrentLinkedDeque<>();
  // Of these, those whose files cannot be trusted: their rows are safe only once they are sealed.
  private final Set<PartRef> onlyInMemory = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean sealing = new AtomicBoolean();

  // Written by the writer's thread alone.
  private final Map<String, OpenPart> open = new HashMap<>();
  private @Nullable LogEntry current;
  private int unwritten;
  private long lastForce = System.nanoTime();
  private long sampledAt = System.nanoTime();
  private boolean dirty;

  private volatile long round;
  private volatile long forcedRound;
  private volatile boolean idle;
  private volatile boolean wanted;
  private volatile boolean sealWanted;
  private volatile boolean closed;
  private volatile @Nullable String problem;

  LogWriter(
      ServingConfig config,
      PartDirectory directory,
      Sampling sampling,
      InstantSource clock,
      IdSource ids) {
    this.config = config;
    this.sampling = sampling;
    this.directory = directory;
    this.clock = clock;
    this.ids = ids;
    this.sealer =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("prediction-sealer").factory());
    this.thread = Thread.ofPlatform().daemon().name("prediction-log").unstarted(this::run);
  }

  /** Starts the thread and seals what a former process left. */
  void start(List<PartRef> left) {
    unsealed.addAll(left);
    sealLater();
    thread.start();
  }

  /**
   * Takes the predictions; waits up to a second when the queue is full.
   *
   * @return what {@link #acknowledge} wants
   * @throws NoriaException RESOURCE_EXHAUSTED when there is still no room
   */
  public long append(LogEntry entry) {
    if (waiting.get() >= config.queue()) {
      awaitRoom();
    }
    waiting.addAndGet(entry.size());
    queue.add(entry);
    if (idle) {
      LockSupport.unpark(thread);
    }
    return round + 1;
  }

  /**
   * Takes those predictions that the deployment's sampling keeps; see {@link #append}.
   *
   * @return what {@link #acknowledge} wants
   */
  public long sample(LogEntry entry) {
    return sampling.keeps(entry) ? append(entry) : 0;
  }

  /**
   * Forgets which share of a deployment's predictions is kept, as one that is made anew under its
   * name keeps all; {@link #sampleAnew} when that is done.
   */
  public void forgetSampling(Transaction tx, String deployment) {
    sampling.forget(tx, deployment);
  }

  /** Takes up the shares as they are set now. */
  public void sampleAnew() {
    sampling.refresh();
  }

  private void awaitRoom() {
    long left = TimeUnit.SECONDS.toNanos(1);
    lock.lock();
    try {
      while (waiting.get() >= config.queue()) {
        if (left <= 0) {
          throw new NoriaException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "prediction log: " + waiting + " predictions wait" + because());
        }
        left = room.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the log", e);
    } finally {
      lock.unlock();
    }
  }

  /** With durable answers: returns when what was appended is on disk. */
  public void acknowledge(long ticket) {
    if (config.durable()) {
      await(ticket);
    }
  }

  /** How many predictions wait. */
  public int queued() {
    return waiting.get();
  }

  /** Returns when everything appended before is on disk. */
  void flush() {
    await(round + 1);
  }

  /** Seals the open parts now, and returns when all are. */
  void seal() {
    sealWanted = true;
    await(round + 1);
    try {
      sealer.submit(this::sealAll).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "interrupted while sealing", e);
    } catch (ExecutionException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "sealing: " + e.getMessage(), e);
    }
  }

  /** Throws what is wrong. */
  void check() {
    if (problem != null) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "prediction log" + because());
    }
    if (!thread.isAlive() && !closed) {
      throw new NoriaException(ErrorCode.INTERNAL, "prediction log: its writer ended");
    }
  }

  private String because() {
    String known = problem;
    return known == null ? "" : ": " + known;
  }

  /**
   * A round takes at least everything that was queued when it began. So what was appended while
   * round n was the latest is in round n + 1 at the latest.
   */
  private void await(long target) {
    wanted = true;
    LockSupport.unpark(thread);
    long begun = System.nanoTime();
    lock.lock();
    try {
      while (forcedRound < target) {
        if (!thread.isAlive()) {
          throw new NoriaException(ErrorCode.UNAVAILABLE, "prediction log: closed" + because());
        }
        boolean stuck = !onlyInMemory.isEmpty() || unsealed.size() >= MOST_UNSEALED;
        if ((problem != null || stuck) && System.nanoTime() - begun > MOST_WAIT) {
          throw new NoriaException(
              ErrorCode.UNAVAILABLE, "prediction log: not on disk yet" + because());
        }
        if (!forced.await(50, TimeUnit.MILLISECONDS)) {
          wanted = true;
          LockSupport.unpark(thread);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the log", e);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      boolean last = closed;
      boolean force = wanted || last;
      wanted = false;
      long number = round + 1;
      round = number;
      try {
        boolean complete = take();
        rotate();
        sealLater();
        lookAtSampling();
        long waited = System.nanoTime() - lastForce;
        if (force || (dirty && waited >= config.flushEvery().toNanos())) {
          force(number, complete);
        }
        problem = null;
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
      if (last) {
        open.values().forEach(LogWriter::closeQuietly);
        return;
      }
      pause();
    }
  }

  /** Whether all that waited when it began was taken. */
  private boolean take() throws IOException {
    int due = Math.max(waiting.get(), 1);
    while ((due > 0 || current != null) && unsealed.size() < MOST_UNSEALED) {
      LogEntry entry = current;
      if (entry == null) {
        entry = queue.poll();
        if (entry == null) {
          break;
        }
        current = entry;
      }
      // When there is no part for it, it stays for the next round.
      part(entry).add(entry);
      unwritten += entry.size();
      current = null;
      due -= entry.size();
      if (unwritten >= MOST_UNWRITTEN) {
        written();
      }
    }
    if (unwritten > 0) {
      written();
    }
    return current == null && (due <= 0 || queue.isEmpty());
  }

  private void written() throws IOException {
    for (OpenPart part : open.values()) {
      part.write();
    }
    dirty = true;
    int rows = unwritten;
    unwritten = 0;
    if (waiting.getAndAdd(-rows) >= config.queue()) {
      lock.lock();
      try {
        room.signalAll();
      } finally {
        lock.unlock();
      }
    }
    rotate();
  }

  private OpenPart part(LogEntry entry) throws IOException {
    OpenPart part = open.get(entry.deployment());
    if (part != null && part.fits(entry.bundle())) {
      return part;
    }
    if (part != null) {
      finish(part);
    }
    var schema = new PartSchema(entry.deployment(), entry.bundle().inputs());
    String name = ids.uuid7();
    Path path = config.folder().resolve(entry.deployment()).resolve(name + PartFile.SUFFIX);
    Keys keys = directory.keys(entry.deployment());
    var opened =
        new OpenPart(
            directory.begin(name, schema), PartFile.create(path, schema), keys, clock.millis());
    open.put(entry.deployment(), opened);
    directory.add(opened.ref());
    return opened;
  }

  private void rotate() throws IOException {
    boolean all = sealWanted;
    sealWanted = false;
    for (OpenPart part : List.copyOf(open.values())) {
      boolean old = clock.millis() - part.openedMs() >= config.sealAfter().toMillis();
      if (part.rows() >= config.sealRows() || part.bytes() >= MOST_BYTES || all || old) {
        finish(part);
      }
    }
  }

  private void finish(OpenPart part) throws IOException {
    part.write();
    part.force();
    part.close();
    open.remove(part.ref().deployment());
    unsealed.add(part.ref());
  }

  /** Now and then, and not on the writer's own thread: the database may be slow, or away. */
  private void lookAtSampling() {
    long now = System.nanoTime();
    if (now - sampledAt > SAMPLING_EVERY) {
      sampledAt = now;
      sealer.execute(() -> {
        try {
          sampling.refresh();
        } catch (RuntimeException e) {
          LOG.warn("event=sampling_not_read error=\"{}\"", e.toString());
        }
      });
    }
  }

  private void sealLater() {
    if (!unsealed.isEmpty() && sealing.compareAndSet(false, true)) {
      sealer.execute(this::sealAll);
    }
  }

  private void sealAll() {
    try {
      for (PartRef ref = unsealed.peek(); ref != null; ref = unsealed.peek()) {
        directory.seal(ref, config.folder(), clock.millis());
        unsealed.remove(ref);
        onlyInMemory.remove(ref);
        LockSupport.unpark(thread);
      }
    } catch (IOException | RuntimeException e) {
      // The part stays in memory and in its file; a later round, or the next start, seals it.
      LOG.warn("event=not_sealed waiting={} error=\"{}\"", unsealed.size(), e.toString());
    } finally {
      sealing.set(false);
    }
  }

  /**
   * Forces the files. Only when all that was appended lies in files, or is sealed, is it said to be
   * on disk.
   */
  private void force(long number, boolean complete) throws IOException {
    for (OpenPart part : open.values()) {
      part.force();
    }
    lastForce = System.nanoTime();
    dirty = false;
    if (!complete || !onlyInMemory.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      forcedRound = number;
      forced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void failed(Exception cause) {
    if (problem == null) {
      LOG.error("prediction log cannot be written", cause);
    }
    problem = cause.toString();
    // What the broken files hold is in memory too; new parts begin with the next entry.
    for (OpenPart part : List.copyOf(open.values())) {
      closeQuietly(part);
      open.remove(part.ref().deployment());
      onlyInMemory.add(part.ref());
      unsealed.add(part.ref());
    }
  }

  private void pause() {
    if (problem != null || unsealed.size() >= MOST_UNSEALED) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    } else if (queue.isEmpty() && !wanted && !closed) {
      if (dirty) {
        LockSupport.parkNanos(PAUSE);
        return;
      }
      idle = true;
      if (queue.isEmpty() && !wanted && !closed) {
        LockSupport.parkNanos(open.isEmpty() ? 12 * IDLE : IDLE);
      }
      idle = false;
    }
  }

  private static void closeQuietly(OpenPart part) {
    try {
      part.close();
    } catch (IOException e) {
      LOG.warn("part={} not closed: {}", part.ref().name(), e.toString());
    }
  }

  /** Writes what waits and stops. Open parts stay in their files for the next start. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
      sealer.shutdown();
      if (!sealer.awaitTermination(30, TimeUnit.SECONDS)) {
        LOG.warn("sealing did not end within 30 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
