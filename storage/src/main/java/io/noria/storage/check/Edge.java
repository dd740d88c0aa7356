package io.noria.storage.check;

/**
 * A reference that the schema implies: each value of the column stands in the parent's.
 *
 * @param table whose rows refer
 * @param column the column that refers; null there refers to nothing
 * @param parent the table referred to
 * @param key the parent's column
 */
public record Edge(String table, String column, String parent, String key) {
  /** Reads {@code table.column -> parent.key}. */
  public static Edge of(String text) {
    String[] sides = text.split(" -> ");
    String[] from = sides[0].split("\\.");
    String[] to = sides[1].split("\\.");
    return new Edge(from[0], from[1], to[0], to[1]);
  }

  @Override
  public String toString() {
    return table + "." + column + " -> " + parent + "." + key;
  }
}
