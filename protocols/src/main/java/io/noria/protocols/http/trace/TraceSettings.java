package io.noria.protocols.http.trace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What callers have set about traces while the server runs, of all deployments and of single ones.
 * Nothing is kept for the next start. Thread-safe.
 */
public final class TraceSettings {
  private static final int MOST_MODELS = 10_000;
  private static final Setting START = new Setting(true, 1, -1);

  private volatile Live all = new Live(START);
  private final Map<String, Live> own = new ConcurrentHashMap<>();

  /**
   * How requests are traced.
   *
   * @param on whether they are
   * @param rate every so many-th that begins a trace here is; those that come from a caller's span
   *     are whatever the rate
   * @param count how many more are; negative for any number
   */
  public record Setting(boolean on, long rate, long count) {}

  private static final class Live {
    final Setting setting;
    final AtomicLong seen = new AtomicLong();
    final AtomicLong left;

    Live(Setting setting) {
      this.setting = setting;
      this.left = new AtomicLong(setting.count());
    }

    boolean takes(boolean begins) {
      if (!setting.on()) {
        return false;
      }
      if (begins && setting.rate() > 1 && seen.getAndIncrement() % setting.rate() != 0) {
        return false;
      }
      return setting.count() < 0 || left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    Setting now() {
      return new Setting(setting.on(), setting.rate(), setting.count() < 0 ? -1 : left.get());
    }
  }

  /** The setting of the deployment; null for that of all. */
  public Setting get(@Nullable String deployment) {
    Live found = deployment == null ? null : own.get(deployment);
    return (found == null ? all : found).now();
  }

  /** Whether the deployment has a setting of its own. */
  public boolean hasOwn(String deployment) {
    return own.containsKey(deployment);
  }

  /**
   * Changes a setting; of a deployment it begins as that of all.
   *
   * @param deployment null for all that have none of their own
   */
  public synchronized Setting change(@Nullable String deployment, UnaryOperator<Setting> change) {
    Setting next = change.apply(get(deployment));
    if (deployment == null) {
      all = new Live(next);
    } else if (own.size() < MOST_MODELS || own.containsKey(deployment)) {
      own.put(deployment, new Live(next));
    }
    return next;
  }

  /** The deployment has the setting of all again; without a name, all has what it began with. */
  public synchronized void clear(@Nullable String deployment) {
    if (deployment == null) {
      all = new Live(START);
    } else {
      own.remove(deployment);
    }
  }

  /** Whether any request is traced. */
  boolean any() {
    return all.setting.on() || !own.isEmpty();
  }

  /**
   * Whether this one is; counts it.
   *
   * @param deployment that was asked; null when none was found
   * @param begins whether its trace begins here
   */
  boolean takes(@Nullable String deployment, boolean begins) {
    Live found = deployment == null ? null : own.get(deployment);
    return (found == null ? all : found).takes(begins);
  }
}
