package io.noria.serving.deployment;

import io.noria.base.IdSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of predictions: UUIDv7 whose random bits come from a seeded, well mixed counter (SplitMix64,
 * Steele et al. 2014), because drawing on the system's entropy would be the dearest part of an
 * answer. Thread-safe.
 */
public final class PredictionIds {
  private static final long ROOM = ~(1L << 61);
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final AtomicLong counter;
  private final long seed;

  /** Seeded from the source. */
  public PredictionIds(IdSource ids) {
    this.seed = Long.parseUnsignedLong(ids.hex32().substring(0, 16), 16);
    this.counter = new AtomicLong(Long.parseUnsignedLong(ids.hex32().substring(0, 16), 16));
  }

  /**
   * An id of the moment, for the first row of a request; those of the other rows count up from it.
   * The upmost of the lower random bits is 0, so that counting never leaves them.
   */
  public UUID next(long epochMillis) {
    long drawn = counter.addAndGet(GOLDEN);
    return IdSource.uuid7(epochMillis, mix(drawn ^ seed), mix(drawn) & ROOM);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
