package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes what another system took fit our limits, and notes what was lost. */
final class Fit {
  private Fit() {}

  /** Whether the key can be one here; notes it when not. */
  static boolean key(String what, String key, List<String> notes) {
    try {
      Limits.key(what, key);
      return true;
    } catch (NoriaException e) {
      notes.add("left out: " + e.getMessage());
      return false;
    }
  }

  /** The value, cut when it is too long, with a note. */
  static String cut(String what, String value, int most, List<String> notes) {
    if (value.length() > most) {
      notes.add(what + ": cut from " + value.length() + " to " + most + " characters");
    }
    return Limits.cut(value, most);
  }

  /** The pairs that can be here. */
  static Map<String, String> pairs(
      String what, Map<String, String> pairs, int most, List<String> notes) {
    Map<String, String> fit = new TreeMap<>();
    pairs.forEach((key, value) -> {
      if (key(what, key, notes)) {
        fit.put(key, cut(what + " " + key, value, most, notes));
      }
    });
    return fit;
  }
}
