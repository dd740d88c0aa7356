package io.noria.serving;

/**
 * One raw column that a model takes.
 *
 * @param name the feature's name
 * @param type what values it takes; null is always taken and means missing
 */
public record InputColumn(String name, Type type) {
  /** The types of raw columns. */
  public enum Type {
    /** Any number. */
    DOUBLE("a number"),
    /** A whole number. */
    LONG("a whole number"),
    /** True or false. */
    BOOLEAN("true or false"),
    /** Text, one of the categories of the training data or another one (taken as missing). */
    STRING("a string");

    private final String expected;

    Type(String expected) {
      this.expected = expected;
    }

    /** In words, for messages: {@code a whole number}. */
    public String expected() {
      return expected;
    }
  }
}
