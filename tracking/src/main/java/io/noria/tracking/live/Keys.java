package io.noria.tracking.live;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of keys, sorted, and shared by all the runs that have exactly these: what a search finds
 * out about it once holds for all of them. Immutable.
 */
final class Keys {
  static final Keys NONE = new Keys(new String[0]);

  private final String[] names;

  private Keys(String[] names) {
    this.names = names;
  }

  int size() {
    return names.length;
  }

  String name(int at) {
    return names[at];
  }

  /** Where the key is; negative when it is not among them. */
  int at(String key) {
    return Arrays.binarySearch(names, key);
  }

  /** Finds a key's place in one set of keys after the other. Used by one thread. */
  static final class Place {
    private final String key;
    private Keys last = NONE;
    private int at = -1;

    Place(String key) {
      this.key = key;
    }

    @SuppressWarnings("ReferenceEquality") // The very same set: that is what sharing is for.
    int in(Keys keys) {
      if (keys != last) {
        at = keys.at(key);
        last = keys;
      }
      return at;
    }
  }

  /** Makes equal sets one. Thread-safe. */
  static final class Shared {
    /** Beyond so many different sets, sharing starts anew rather than holding on to all. */
    private static final int MOST = 20_000;

    private final Map<String, String> names = new HashMap<>();
    private final Map<List<String>, Keys> sets = new HashMap<>();

    /** The set of these keys, which are sorted. */
    synchronized Keys of(List<String> sorted) {
      if (sorted.isEmpty()) {
        return NONE;
      }
      Keys known = sets.get(sorted);
      if (known == null) {
        if (sets.size() >= MOST) {
          sets.clear();
          names.clear();
        }
        String[] shared = new String[sorted.size()];
        for (int i = 0; i < shared.length; i++) {
          shared[i] = one(sorted.get(i));
        }
        known = new Keys(shared);
        sets.put(List.of(shared), known);
      }
      return known;
    }

    /** The one instance of a text that comes again and again. */
    private String one(String text) {
      String there = names.putIfAbsent(text, text);
      return there == null ? text : there;
    }
  }
}
