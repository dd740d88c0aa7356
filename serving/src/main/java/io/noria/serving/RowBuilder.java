package io.noria.serving;

/**
 * Takes the raw values of one row straight from a parser. Each column is set once, in any order;
 * its number is its place in {@link Inference#inputs()}. Not thread-safe.
 *
 * <p>Every setter throws UNPROCESSABLE with the feature's name, the value and what was expected
 * when the value does not fit the column.
 */
public interface RowBuilder {
  /** A number. A whole-number column refuses a fraction; a boolean column takes only 0 and 1. */
  void set(int column, double value);

  /** True or false; a number column takes them as 1 and 0. */
  void set(int column, boolean value);

  /** A text. */
  void set(int column, String value);

  /** Missing. */
  void setNull(int column);

  /**
   * The row has all its values.
   *
   * @throws io.noria.base.NoriaException UNPROCESSABLE naming a column that was not set
   */
  void end();
}
