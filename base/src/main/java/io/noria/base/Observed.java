package io.noria.base;

/**
 * The request that is being answered, as seen from outside: what it came through, and who is told
 * where its time goes. Bound per request by what listens. Used by the request's own thread.
 */
public interface Observed {
  /** The current request's. Unbound means that the server acts by itself. */
  ScopedValue<Observed> CURRENT = ScopedValue.newInstance();

  /** Of what the server does by itself. */
  Observed NOTHING = of("");

  /** In place of the moment at which a part began: when the request came. */
  long CAME = 0;

  /** The current request's, or {@link #NOTHING}. */
  static Observed current() {
    return CURRENT.orElse(NOTHING);
  }

  /** Of a dialect, with nobody to be told anything. */
  static Observed of(String dialect) {
    return new Observed() {
      @Override
      public String dialect() {
        return dialect;
      }
    };
  }

  /** The dialect that the request is written in; empty for what the server does by itself. */
  String dialect();

  /** Whether anybody wants to be told; else the rest is not worth working out. */
  default boolean watched() {
    return false;
  }

  /**
   * A part of the request that took time.
   *
   * @param name such as {@code model}
   * @param began of {@link System#nanoTime}, or {@link #CAME}
   * @param ended of the same
   */
  default void part(String name, long began, long ended) {}

  /** What the request is about; said again, the last one counts. */
  default void says(String key, String value) {}

  /** What the request is about, in numbers. */
  default void says(String key, long value) {}
}
