package io.noria.tracking;

import java.util.List;

/** What a record must fulfil, as {@link FilterParser} reads it. */
public sealed interface Filter {
  /**
   * Every part holds; no parts: everything matches.
   *
   * @param parts the conditions
   */
  record And(List<Filter> parts) implements Filter {
    /** Copies. */
    public And {
      parts = List.copyOf(parts);
    }
  }

  /**
   * At least one part holds.
   *
   * @param parts the alternatives
   */
  record Or(List<Filter> parts) implements Filter {
    /** Copies. */
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The part does not hold. What is missing makes a comparison fail, so {@code NOT params.a = 'x'}
   * holds for a record without {@code a}, which {@code params.a != 'x'} does not.
   *
   * @param part the condition
   */
  record Not(Filter part) implements Filter {}

  /**
   * One comparison.
   *
   * @param field what is looked at
   * @param operator how
   * @param values none for IS NULL and IS NOT NULL, two for BETWEEN, one or more for IN and NOT IN,
   *     else one
   */
  record Compare(Field field, Operator operator, List<Value> values) implements Filter {
    /** Copies. */
    public Compare {
      values = List.copyOf(values);
    }
  }

  /**
   * What is looked at: {@code scope.key}, or the key alone.
   *
   * @param scope before the first dot, empty when there is none
   * @param key the rest, without its quotes
   */
  record Field(String scope, String key) {
    @Override
    public String toString() {
      return scope.isEmpty() ? key : scope + "." + key;
    }
  }

  /**
   * A literal.
   *
   * @param text without its quotes
   * @param quoted whether it was a string
   */
  record Value(String text, boolean quoted) {}

  /** How a field is compared. */
  enum Operator {
    /** The same. */
    EQUAL("="),
    /** Another. */
    NOT_EQUAL("!="),
    /** Smaller. */
    LESS("<"),
    /** Smaller or the same. */
    AT_MOST("<="),
    /** Greater. */
    GREATER(">"),
    /** Greater or the same. */
    AT_LEAST(">="),
    /** Fits a pattern of % and _, case counts. */
    LIKE("LIKE"),
    /** Fits a pattern of % and _, case does not count. */
    ILIKE("ILIKE"),
    /** One of a list. */
    IN("IN"),
    /** None of a list. */
    NOT_IN("NOT IN"),
    /** From the first value to the second, both included. */
    BETWEEN("BETWEEN"),
    /** Not there. */
    IS_NULL("IS NULL"),
    /** There. */
    IS_NOT_NULL("IS NOT NULL");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** As it is written. */
    public String text() {
      return text;
    }
  }
}
