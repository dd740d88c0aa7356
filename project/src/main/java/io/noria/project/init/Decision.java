package io.noria.project.init;

/**
 * Something that was found and what was made of it.
 *
 * @param about what it is about: a column's name, {@code task}, {@code time}, {@code data}, …
 * @param kind in one word
 * @param choice what was decided
 * @param why the reason, with its figure
 * @param change how to have it otherwise; empty when there is nothing to change
 */
public record Decision(String about, Kind kind, String choice, String why, String change) {
  /** Kinds of decisions, in the order in which they are told. */
  public enum Kind {
    /** Where the data is and how it is read. */
    DATA,
    /** What is predicted. */
    TARGET,
    /** The time of a row, and what trains and judges. */
    TIME,
    /** What names a row. */
    KEY,
    /** A column that knows the answer. */
    LEAK,
    /** A column that is no feature. */
    LEFT_OUT,
    /** A column that is read otherwise than it is written. */
    READING,
    /** Something that stays as it is but that a person should know. */
    WARNING,
    /** How a model is judged. */
    GATE
  }

  /** One line of it. */
  public String line() {
    return about + ": " + choice + (why.isEmpty() ? "" : ", because " + why);
  }
}
