package io.noria.datasets.profile;

/** Names and texts inside the engine's SQL. */
public final class Quoted {
  private Quoted() {}

  /** A column's or table's name. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text literal. */
  public static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
