package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.Arrays;

/**
 * Quantiles by linear interpolation between order statistics: type 7 of Hyndman and Fan (1996),
 * "Sample Quantiles in Statistical Packages", which is NumPy's and R's default.
 */
public final class Quantiles {
  private Quantiles() {}

  /** The quantile at {@code q} (0 to 1) of the values, which need no order and no copy. */
  public static double of(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, q);
  }

  /**
   * The quantile of values in ascending order.
   *
   * @throws NoriaException INVALID_ARGUMENT when there are no values, or q is not within 0 and 1
   */
  public static double ofSorted(double[] sorted, double q) {
    if (sorted.length == 0 || !(q >= 0 && q <= 1)) {
      throw NoriaException.invalid(
          "quantile " + q + " of " + sorted.length + " values (expected: 0 to 1 of at least one)");
    }
    double place = q * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    double share = place - below;
    double gap = sorted[above] - sorted[below];
    // From the nearer neighbour, as NumPy does: exact at both ends.
    return share >= 0.5 ? sorted[above] - gap * (1 - share) : sorted[below] + gap * share;
  }
}
