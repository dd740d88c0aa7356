package io.noria.serving.log;

import java.util.Arrays;

/**
 * Which keys a deployment was asked with, and when in event time: 64-bit hashes in an open table.
 * When it is full the older half is forgotten. Not thread-safe.
 */
final class KeyIndex {
  /** What {@link #find} answers for an unknown key. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private final int most;
  private long[] hashes = new long[1 << 12];
  private long[] times = new long[1 << 12];
  private int size;
  private long[] olderHashes = {};
  private long[] olderTimes = {};

  KeyIndex(int most) {
    this.most = most;
  }

  /** Adds the key unless it is there; answers whether it was new. */
  boolean add(String key, long eventMs) {
    long hash = hash(key);
    if (slot(olderHashes, hash) >= 0) {
      return false;
    }
    int at = place(hashes, hash);
    if (hashes[at] == hash) {
      return false;
    }
    hashes[at] = hash;
    times[at] = eventMs;
    if (++size * 2 > hashes.length) {
      if (size >= most / 2) {
        olderHashes = hashes;
        olderTimes = times;
        hashes = new long[1 << 12];
        times = new long[1 << 12];
        size = 0;
      } else {
        grow();
      }
    }
    return true;
  }

  /** Event time of the first question with the key, or {@link #UNKNOWN}. */
  long find(String key) {
    long hash = hash(key);
    int at = slot(hashes, hash);
    if (at >= 0) {
      return times[at];
    }
    int older = slot(olderHashes, hash);
    return older >= 0 ? olderTimes[older] : UNKNOWN;
  }

  private static int slot(long[] table, long hash) {
    if (table.length == 0) {
      return -1;
    }
    int at = place(table, hash);
    return table[at] == hash ? at : -1;
  }

  private static int place(long[] table, long hash) {
    int mask = table.length - 1;
    int at = (int) (hash ^ (hash >>> 32)) & mask;
    while (table[at] != 0 && table[at] != hash) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] formerHashes = hashes;
    long[] formerTimes = times;
    hashes = new long[2 * formerHashes.length];
    times = new long[2 * formerHashes.length];
    for (int i = 0; i < formerHashes.length; i++) {
      if (formerHashes[i] != 0) {
        int at = place(hashes, formerHashes[i]);
        hashes[at] = formerHashes[i];
        times[at] = formerTimes[i];
      }
    }
  }

  /** FNV-1a over the characters, then mixed; never 0. */
  static long hash(String key) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }

  @Override
  public String toString() {
    return "KeyIndex[" + (size + Arrays.stream(olderHashes).filter(h -> h != 0).count()) + "]";
  }
}
