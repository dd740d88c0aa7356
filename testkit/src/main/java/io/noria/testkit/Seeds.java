package io.noria.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Repeatable randomness for properties: the failing case's seed is in the message, and the system
 * property {@code noria.seed} runs that case alone.
 */
public final class Seeds {
  private static final String PROPERTY = "noria.seed";

  private Seeds() {}

  /** The generator of a seed. */
  public static Generator of(long seed) {
    return new Generator(new SplittableRandom(seed));
  }

  /** The seed that was asked for by {@code -Dnoria.seed=…}, or a new one. */
  public static long chosen() {
    Long asked = Long.getLong(PROPERTY);
    return asked == null ? System.nanoTime() ^ ProcessHandle.current().pid() << 32 : asked;
  }

  /**
   * Runs the property for so many cases.
   *
   * @throws AssertionError naming the seed of the case that failed
   */
  public static void forAll(int cases, Consumer<Generator> property) {
    Long asked = Long.getLong(PROPERTY);
    for (long i = 0; i < (asked == null ? cases : 1); i++) {
      long seed = asked == null ? i * 0x9e3779b97f4a7c15L + cases : asked;
      try {
        property.accept(of(seed));
      } catch (Throwable e) {
        throw new AssertionError(
            "the property fails for seed " + seed + " (again with -Dnoria.seed=" + seed + "): " + e,
            e);
      }
    }
  }

  /** Random values. Not thread-safe. */
  public static final class Generator {
    private final SplittableRandom random;

    private Generator(SplittableRandom random) {
      this.random = random;
    }

    /** The generator below. */
    public SplittableRandom random() {
      return random;
    }

    /** From {@code low} to {@code high}, both included. */
    public int integer(int low, int high) {
      return (int) random.nextLong(low, high + 1L);
    }

    /** Any long, the extreme ones often. */
    public long anyLong() {
      return switch (random.nextInt(8)) {
        case 0 -> Long.MAX_VALUE;
        case 1 -> Long.MIN_VALUE;
        case 2 -> 0;
        case 3 -> -1;
        default -> random.nextLong();
      };
    }

    /** Any double, the awkward ones (NaN, infinities, -0.0, subnormal) often. */
    public double anyDouble() {
      return switch (random.nextInt(10)) {
        case 0 -> Double.NaN;
        case 1 -> Double.POSITIVE_INFINITY;
        case 2 -> Double.NEGATIVE_INFINITY;
        case 3 -> -0.0;
        case 4 -> Double.MIN_VALUE;
        case 5 -> Double.MAX_VALUE;
        default -> random.nextDouble(-1e6, 1e6);
      };
    }

    /** True with the probability. */
    public boolean chance(double probability) {
      return random.nextDouble() < probability;
    }

    /** A word of 1 to {@code most} lower-case letters. */
    public String word(int most) {
      int length = integer(1, most);
      StringBuilder word = new StringBuilder(length);
      for (int i = 0; i < length; i++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      return word.toString();
    }

    /** A text of up to {@code most} characters, with quotes, escapes, accents and emoji. */
    public String text(int most) {
      String[] parts = {
        "a", "Z", " ", "'", "\"", "\\", "%", "_", "\n", "é", "名", "🌊", ":", "?", "{"
      };
      int length = integer(0, most);
      StringBuilder text = new StringBuilder();
      while (text.length() < length) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      return text.toString();
    }

    /** One of them. */
    public <T> T oneOf(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }

    /** From 0 to {@code most} values. */
    public <T> List<T> list(int most, Function<Generator, T> value) {
      int size = integer(0, most);
      List<T> values = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        values.add(value.apply(this));
      }
      return values;
    }
  }
}
