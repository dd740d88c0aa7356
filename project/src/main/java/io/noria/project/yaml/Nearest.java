package io.noria.project.yaml;

import java.util.Collection;
import java.util.Optional;

/** Finds the known name that somebody probably meant. */
public final class Nearest {
  private Nearest() {}

  /** The known name with the fewest edits, when they are few enough for a slip. */
  static Optional<String> of(String name, Collection<String> known) {
    String best = null;
    int fewest = Math.max(1, name.length() / 3) + 1;
    for (String other : known) {
      int edits = edits(name, other);
      if (edits < fewest) {
        fewest = edits;
        best = other;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The Levenshtein distance. */
  public static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
