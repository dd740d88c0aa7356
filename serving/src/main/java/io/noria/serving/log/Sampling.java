package io.noria.serving.log;

import io.noria.base.NoriaException;
import io.noria.serving.sql.SqlSamplingStore;
import io.noria.storage.sql.Transaction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which predictions the log keeps: of each deployment a share of the requests. A request with a key
 * is chosen by its key, so that what is asked again, and what other versions say to it, is kept or
 * not alike; one without by its id. Thread-safe; costs nothing where everything is kept.
 */
final class Sampling {
  private final SqlSamplingStore store;
  private volatile Map<String, Double> shares;

  Sampling(SqlSamplingStore store) {
    this.store = store;
    this.shares = store.list();
  }

  /** Takes up what other servers have set. */
  synchronized void refresh() {
    shares = store.list();
  }

  /** The share that is kept, from 0 to 1. */
  double share(String deployment) {
    return shares.getOrDefault(deployment, 1.0);
  }

  /** Sets the share, for this and every later start. */
  synchronized void set(String deployment, double share, long nowMs) {
    if (!(share >= 0 && share <= 1)) {
      throw NoriaException.invalid("sample: " + share + " (expected: from 0 to 1, all)");
    }
    store.set(deployment, share, nowMs);
    refresh();
  }

  /** Forgets the share of a deployment that is deleted; {@link #refresh} when that is done. */
  void forget(Transaction tx, String deployment) {
    store.delete(tx, deployment);
  }

  boolean keeps(LogEntry entry) {
    Map<String, Double> now = shares;
    if (now.isEmpty()) {
      return true;
    }
    String name = entry.deployment();
    int shadow = name.indexOf('~');
    Double share = now.get(shadow < 0 ? name : name.substring(0, shadow));
    return share == null || share >= 1 || draw(entry) < share;
  }

  /** A number from 0 to 1 that is the same for the same key. */
  private static double draw(LogEntry entry) {
    @Nullable String[] keys = entry.keys();
    String key = keys == null || keys.length == 0 ? null : keys[0];
    long drawn = key == null ? entry.idLow() * 0x9e3779b97f4a7c15L : KeyIndex.hash(key);
    return (drawn >>> 11) * 0x1p-53;
  }
}
