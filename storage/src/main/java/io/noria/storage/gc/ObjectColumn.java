package io.noria.storage.gc;

import org.jspecify.annotations.Nullable;

/**
 * What a column of text says about objects. A column that no area declares is searched for digests
 * wherever they stand in it, so a table that is forgotten here keeps too much and never too little.
 *
 * @param table its table
 * @param column its name
 * @param names how it names objects
 * @param owner the column with the owner's key, for tables of which a dry run leaves rows out; else
 *     null
 */
public record ObjectColumn(String table, String column, Names names, @Nullable String owner) {
  /** How a column names objects. */
  public enum Names {
    /** Each value is a digest, or null. */
    DIGEST,
    /** Text in which digests may stand anywhere, such as JSON. */
    WITHIN,
    /** Never: what looks like a digest there is none of an object, or need not keep one. */
    NOTHING
  }

  /** Each value is a digest. */
  public static ObjectColumn digest(String table, String column) {
    return new ObjectColumn(table, column, Names.DIGEST, null);
  }

  /** Digests stand in the text. */
  public static ObjectColumn within(String table, String column) {
    return new ObjectColumn(table, column, Names.WITHIN, null);
  }

  /** No objects are named there. */
  public static ObjectColumn nothing(String table, String column) {
    return new ObjectColumn(table, column, Names.NOTHING, null);
  }
}
