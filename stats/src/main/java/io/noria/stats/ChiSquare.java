package io.noria.stats;

import org.hipparchus.special.Gamma;

/**
 * Pearson's chi-square test of the window's counts against the reference's shares, as Evidently
 * runs SciPy's {@code chisquare}: expected counts are the reference's, scaled to the window; a
 * category that the reference never saw makes the statistic infinite and p zero. Degrees of
 * freedom: one less than the distinct values. Source: Pearson (1900).
 */
public final class ChiSquare implements DriftTest {
  @Override
  public String name() {
    return "chisquare";
  }

  @Override
  public String description() {
    return "Pearson's chi-square of the window's counts against the reference's shares";
  }

  @Override
  public boolean appliesTo(ColumnType type) {
    return true;
  }

  @Override
  public boolean symmetric() {
    return false;
  }

  @Override
  public DriftScore score(Sample reference, Sample current) {
    return DriftTests.unfit(this, reference, current)
        .orElseGet(() -> {
          SharedBins bins = SharedBins.byValue(reference, current);
          double scale = (double) current.size() / reference.size();
          double sum = 0;
          for (int i = 0; i < bins.reference().length; i++) {
            double expected = bins.reference()[i] * scale;
            double gap = bins.current()[i] - expected;
            sum += gap * gap / expected;
          }
          int freedom = bins.reference().length - 1;
          if (freedom == 0) {
            return DriftScore.of(0, 1);
          }
          double p = Double.isInfinite(sum) ? 0 : Gamma.regularizedGammaQ(freedom / 2.0, sum / 2);
          return DriftScore.of(sum, p);
        });
  }
}
