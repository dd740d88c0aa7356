package io.noria.storage.sql;

import java.util.ArrayList;
import java.util.List;

/** Lists of values in statements: {@code IN (?, ?, …)}. */
public final class InLists {
  /** Values that one statement takes; its text is kept prepared by some, so not too many. */
  private static final int CHUNK = 500;

  private InLists() {}

  /** The list in pieces that a statement can take; views of the list. */
  public static <T> List<List<T>> chunks(List<T> all) {
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
    }
    return chunks;
  }

  /** So many question marks for a list; none: a list that nothing is in. */
  public static String marks(int count) {
    return count == 0 ? "NULL" : "?, ".repeat(count - 1) + "?";
  }
}
