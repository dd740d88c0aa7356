package io.noria.base;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is opened when it is first asked for, and closed if it was. Thread-safe. */
public final class Lazy<T extends AutoCloseable> implements Supplier<T>, AutoCloseable {
  private final Supplier<T> opening;
  private @Nullable T opened;

  /** Opened so. */
  public Lazy(Supplier<T> opening) {
    this.opening = opening;
  }

  @Override
  public synchronized T get() {
    T there = opened;
    if (there == null) {
      there = opening.get();
      opened = there;
    }
    return there;
  }

  @Override
  public synchronized void close() {
    T there = opened;
    opened = null;
    if (there != null) {
      try {
        there.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new NoriaException(ErrorCode.UNAVAILABLE, "closing: " + e.getMessage(), e);
      }
    }
  }
}
