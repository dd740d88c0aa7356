package io.noria.engine.table;

import io.noria.base.NoriaException;

/**
 * Which rows of a table file are asked for.
 *
 * @param from how many rows to leave out, from 0
 * @param limit rows at most, 1 to 1000; fewer come of a table with many columns
 * @param sort the column to sort by; empty: the file's order
 * @param descending greatest first
 * @param contains a text that some column of a row has in it, in any case; empty: all rows
 */
public record TableAsked(long from, int limit, String sort, boolean descending, String contains) {
  /** The most rows a page. */
  public static final int MOST = 1000;

  private static final int LONGEST = 500;

  /** Validates. */
  public TableAsked {
    if (from < 0) {
      throw NoriaException.invalid("from: " + from + " (expected: 0 or more)");
    }
    if (limit < 1 || limit > MOST) {
      throw NoriaException.invalid("limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
    if (contains.length() > LONGEST) {
      throw NoriaException.invalid(
          "contains: " + contains.length() + " characters (expected: at most " + LONGEST + ")");
    }
  }
}
