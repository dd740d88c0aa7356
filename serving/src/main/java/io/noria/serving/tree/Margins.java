package io.noria.serving.tree;

/** What a model adds up for each row before it is turned into an answer. Thread-safe. */
interface Margins {
  /** How many numbers a row gets. */
  int outputs();

  /**
   * Adds up.
   *
   * @param out room for {@link #outputs} numbers for each row, from the place on
   */
  void add(Rows rows, int count, double[] out, int at);
}
