package io.noria.stats;

import java.util.Arrays;

/**
 * Population stability index: the sum over bins of (r - c) ln(r / c).
 *
 * <p>Bins and the replacement of empty ones are Evidently 0.7.21's, so that the figures agree: an
 * empty bin gets the share 0.0001, or a millionth of that side's smallest share when this is at
 * most 0.0001; nothing is renormalised. Source of the index: Siddiqi, "Credit Risk Scorecards"
 * (2006).
 */
public final class Psi implements DriftTest {
  private static final double FILL = 0.0001;

  @Override
  public String name() {
    return "psi";
  }

  @Override
  public String description() {
    return "Population stability index; bins and empty bins as Evidently has them";
  }

  @Override
  public boolean appliesTo(ColumnType type) {
    return true;
  }

  /** The reference decides how numbers are binned, so the sides are not alike. */
  @Override
  public boolean symmetric() {
    return false;
  }

  @Override
  public DriftScore score(Sample reference, Sample current) {
    return DriftTests.unfit(this, reference, current)
        .orElseGet(() -> {
          double[][] shares = SharedBins.of(reference, current).shares();
          fillZeros(shares[0]);
          fillZeros(shares[1]);
          double sum = 0;
          for (int i = 0; i < shares[0].length; i++) {
            sum += (shares[0][i] - shares[1][i]) * Math.log(shares[0][i] / shares[1][i]);
          }
          return DriftScore.of(sum);
        });
  }

  private static void fillZeros(double[] shares) {
    double smallest =
        Arrays.stream(shares).filter(share -> share != 0).min().orElse(Double.MAX_VALUE);
    double fill = smallest <= FILL ? smallest / 1_000_000 : FILL;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] == 0) {
        shares[i] = fill;
      }
    }
  }
}
