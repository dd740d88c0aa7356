package io.noria.serving;

import java.util.List;

/** The values of one feature over many rows. The arrays are shared: do not change them. */
public sealed interface Values {
  /** How many rows. */
  int size();

  /**
   * Numbers (of double, long and boolean columns).
   *
   * @param values NaN is missing
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Numbers(double[] values) implements Values {
    @Override
    public int size() {
      return values.length;
    }
  }

  /**
   * Texts, as places in a list.
   *
   * @param codes place of each row's text; -1 is missing
   * @param texts the distinct texts, unknown ones included
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Texts(int[] codes, List<String> texts) implements Values {
    @Override
    public int size() {
      return codes.length;
    }
  }
}
