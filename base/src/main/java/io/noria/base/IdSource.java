package io.noria.base;

import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes identifiers. Thread-safe as long as the random generator is. */
public final class IdSource {
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Ids from the clock and the generator; tests pass a seeded one. */
  public IdSource(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Ids that nobody can guess, from the system's entropy. */
  public static IdSource system(InstantSource clock) {
    return new IdSource(clock, new java.security.SecureRandom());
  }

  /** Repeatable ids for tests. */
  public static IdSource seeded(InstantSource clock, long seed) {
    return new IdSource(clock, new Random(seed));
  }

  /** 32 lower-case hexadecimal digits, as MLflow's run ids. */
  public String hex32() {
    return hex(random.nextLong()) + hex(random.nextLong());
  }

  /** A UUIDv7 (RFC 9562): its order is the order of creation to the millisecond. */
  public String uuid7() {
    return uuid7(clock.millis(), random.nextLong(), random.nextLong()).toString();
  }

  /** The UUIDv7 of a moment (milliseconds since the epoch) and 74 of the random bits. */
  public static UUID uuid7(long epochMillis, long randomA, long randomB) {
    long high = (epochMillis << 16) | 0x7000L | (randomA & 0x0fffL);
    long low = (randomB & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static String hex(long value) {
    return java.util.HexFormat.of().toHexDigits(value);
  }
}
