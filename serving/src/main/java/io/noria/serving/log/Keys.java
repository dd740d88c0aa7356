package io.noria.serving.log;

import org.jspecify.annotations.Nullable;

/** A deployment's {@link KeyIndex} behind a lock. Thread-safe. */
final class Keys {
  private final KeyIndex index;

  Keys(int most) {
    this.index = new KeyIndex(most);
  }

  /** Adds the key; answers whether it is new. No key at all is always new. */
  synchronized boolean add(@Nullable String key, long eventMs) {
    return key == null || index.add(key, eventMs);
  }

  /** Event time of the first question with the key, or {@link KeyIndex#UNKNOWN}. */
  synchronized long find(String key) {
    return index.find(key);
  }
}
