package io.noria.pipelines.cache;

import io.noria.pipelines.cache.CacheKey.Item;
import io.noria.pipelines.cache.CacheKey.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Says in words why a task was not found in the cache. */
public final class CacheNote {
  private static final int MAX_SHOWN = 4;

  private CacheNote() {}

  /**
   * The miss, against the nearest of the former keys: the one that differs in the fewest parts, the
   * newest of equals.
   *
   * @param former keys of the same task, newest first
   */
  public static String miss(CacheKey key, Collection<CacheKey> former) {
    List<String> nearest = null;
    for (CacheKey other : former) {
      List<String> changes = changes(other, key);
      if (nearest == null || changes.size() < nearest.size()) {
        nearest = changes;
      }
    }
    if (nearest == null) {
      return "miss: never run before";
    }
    return "miss: " + some(nearest);
  }

  /** What differs from one key to the other, part by part. */
  static List<String> changes(CacheKey from, CacheKey to) {
    var names = new TreeSet<>(from.parts().keySet());
    names.addAll(to.parts().keySet());
    var changes = new ArrayList<String>();
    for (String name : names) {
      Part before = from.parts().get(name);
      Part after = to.parts().get(name);
      if (before == null) {
        changes.add(name + " + " + (after == null ? "" : after.shown()));
      } else if (after == null) {
        changes.add(name + " − " + before.shown());
      } else if (!before.digest().equals(after.digest())) {
        changes.add(name + " " + change(before, after));
      }
    }
    return changes;
  }

  private static String change(Part before, Part after) {
    if (before.items().isEmpty() || after.items().isEmpty()) {
      return arrow(before.shown(), before.digest(), after.shown(), after.digest());
    }
    Map<String, String> old = byName(before.items());
    Map<String, String> now = byName(after.items());
    var gone = new ArrayList<String>();
    var come = new ArrayList<String>();
    var changed = new ArrayList<String>();
    old.forEach((name, digest) -> {
      if (!now.containsKey(name)) {
        gone.add(name);
      } else if (!digest.equals(now.get(name))) {
        changed.add(arrow(name, digest, name, now.getOrDefault(name, "")));
      }
    });
    now.keySet().stream().filter(name -> !old.containsKey(name)).forEach(come::add);
    var all = new ArrayList<String>();
    if (!gone.isEmpty() && !come.isEmpty()) {
      all.add(some(gone) + " → " + some(come));
    } else if (!come.isEmpty()) {
      all.add("+ " + some(come));
    } else if (!gone.isEmpty()) {
      all.add("− " + some(gone));
    }
    all.addAll(changed);
    return all.isEmpty() ? "in another order" : some(all);
  }

  private static Map<String, String> byName(List<Item> items) {
    var map = new LinkedHashMap<String, String>();
    items.forEach(item -> map.put(item.shown(), item.digest()));
    return map;
  }

  private static String arrow(String before, String digestBefore, String after, String digest) {
    if (!before.equals(after)) {
      return before + " → " + after;
    }
    return before + ": other content (" + head(digestBefore) + " → " + head(digest) + ")";
  }

  private static String head(String digest) {
    return digest.length() > 8 ? digest.substring(0, 8) : digest;
  }

  private static String some(List<String> items) {
    if (items.size() <= MAX_SHOWN) {
      return String.join(", ", items);
    }
    return String.join(", ", items.subList(0, MAX_SHOWN))
        + " and "
        + (items.size() - MAX_SHOWN)
        + " more";
  }
}
