package io.noria.storage.gc;

/**
 * Digests, eight bytes of each: two that begin alike are one here, which keeps an object too many
 * once in a universe and never one too few. Not thread-safe.
 */
final class DigestSet {
  private static final int FIRST = 1 << 12;

  private long[] slots = new long[FIRST];
  private boolean zero;
  private int size;

  /** Adds the digest that begins at the offset: 64 lower-case hexadecimal digits. */
  void add(CharSequence text, int offset) {
    long key = key(text, offset);
    if (key == 0) {
      size += zero ? 0 : 1;
      zero = true;
      return;
    }
    if (size * 2 >= slots.length) {
      grow();
    }
    insert(key);
  }

  boolean contains(String digest) {
    long key = key(digest, 0);
    if (key == 0) {
      return zero;
    }
    int mask = slots.length - 1;
    for (int at = (int) (key & mask); slots[at] != 0; at = (at + 1) & mask) {
      if (slots[at] == key) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return size;
  }

  /** Adds every run of 64 hexadecimal digits in the text, longer runs at each place. */
  void addWithin(CharSequence text) {
    int run = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      run = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ? run + 1 : 0;
      if (run >= 64) {
        add(text, at - 63);
      }
    }
  }

  private void insert(long key) {
    int mask = slots.length - 1;
    int at = (int) (key & mask);
    while (slots[at] != 0) {
      if (slots[at] == key) {
        return;
      }
      at = (at + 1) & mask;
    }
    slots[at] = key;
    size++;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[before.length * 2];
    size = zero ? 1 : 0;
    for (long key : before) {
      if (key != 0) {
        insert(key);
      }
    }
  }

  private static long key(CharSequence text, int offset) {
    return Long.parseUnsignedLong(text, offset, offset + 16, 16);
  }
}
