package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models in memory, within a budget. When it is exceeded, those go first that nobody answers
 * with, the one used longest ago before the others; then deployments that were not asked for
 * longest are put to sleep. What answers just now is never let go of. Thread-safe.
 */
final class BundleCache {
  private static final Logger LOG = LoggerFactory.getLogger(BundleCache.class);

  /** Models that nobody answers with, kept for going back; counted when one is loaded. */
  private static final int KEPT = 8;

  private final long budget;
  private final Map<String, Bundle> recent = new LinkedHashMap<>(16, 0.75f, true);
  private final LongAdder evictions = new LongAdder();
  private volatile BooleanSupplier sleeper = () -> false;

  /**
   * Empty.
   *
   * @param budget bytes that all of them may take; 0 for any
   */
  BundleCache(long budget) {
    this.budget = budget;
  }

  /** Who puts the deployment to sleep that was not asked for longest; whether there was one. */
  void sleeper(BooleanSupplier puts) {
    sleeper = puts;
  }

  long budget() {
    return budget;
  }

  /** How many were let go of for want of memory. */
  long evictions() {
    return evictions.sum();
  }

  /** Who is there, the one used longest ago first. */
  List<Bundle> all() {
    synchronized (recent) {
      return List.copyOf(recent.values());
    }
  }

  /** The model; null when it is not in memory. */
  @Nullable Bundle find(String key) {
    synchronized (recent) {
      Bundle known = recent.get(key);
      if (known != null) {
        known.claim();
      }
      return known;
    }
  }

  /**
   * Keeps what was loaded.
   *
   * @return what shall be used: another thread may have loaded the same
   * @throws NoriaException FAILED_PRECONDITION when it takes more than the whole budget,
   *     UNAVAILABLE when what answers now leaves no room for it
   */
  Bundle add(String key, Bundle loaded) {
    long bytes = loaded.bytes();
    if (budget > 0 && bytes > budget) {
      loaded.drop();
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: it takes %d bytes of memory (expected: at most %d, noria.serving.memory)"
              .formatted(key, bytes, budget));
    }
    List<Bundle> evicted = new ArrayList<>();
    synchronized (recent) {
      Bundle former = recent.get(key);
      if (former != null) {
        loaded.drop();
        former.claim();
        return former;
      }
      loaded.claim();
      recent.put(key, loaded);
      var oldest = recent.values().iterator();
      long idle = recent.values().stream().filter(bundle -> !bundle.used()).count();
      while (idle > KEPT && oldest.hasNext()) {
        Bundle next = oldest.next();
        if (next != loaded && next.dropIfIdle()) {
          evicted.add(next);
          oldest.remove();
          idle--;
        }
      }
    }
    evicted.forEach(Bundle::letGo);
    long over = trim();
    if (over > 0) {
      synchronized (recent) {
        recent.remove(key, loaded);
      }
      loaded.drop();
      throw NoriaException.unavailable(
          "model %s: it takes %d bytes of memory, and what answers now leaves %d of %d (noria.serving.memory)"
              .formatted(key, bytes, bytes - over, budget),
          Duration.ofSeconds(2),
          null);
    }
    return loaded;
  }

  /** Bytes that all of them take now. */
  long bytes() {
    return all().stream().mapToLong(Bundle::bytes).sum();
  }

  /** Lets go of what is too much; bytes that are too much still. */
  long trim() {
    while (budget > 0) {
      long over = bytes() - budget;
      if (over <= 0) {
        return over;
      }
      Bundle idle = takeIdle();
      if (idle != null) {
        evictions.increment();
        LOG.info("event=model_unloaded model={} bytes={} over={}", idle.id(), idle.bytes(), over);
        idle.letGo();
      } else if (!sleeper.getAsBoolean()) {
        return over;
      }
    }
    return 0;
  }

  private @Nullable Bundle takeIdle() {
    synchronized (recent) {
      var oldest = recent.values().iterator();
      while (oldest.hasNext()) {
        Bundle next = oldest.next();
        if (next.dropIfIdle()) {
          oldest.remove();
          return next;
        }
      }
      return null;
    }
  }
}
