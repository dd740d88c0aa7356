package io.noria.stats;

/**
 * Jensen-Shannon distance: the square root of the divergence, natural logarithm, from 0 to √ln 2;
 * over the same bins as {@link Psi}. SciPy's {@code spatial.distance.jensenshannon}, as Evidently
 * uses it. Source: Lin (1991), "Divergence measures based on the Shannon entropy".
 */
public final class JensenShannon implements DriftTest {
  @Override
  public String name() {
    return "jensenshannon";
  }

  @Override
  public String description() {
    return "Jensen-Shannon distance (square root, natural logarithm) over shared bins";
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
          double[][] shares = SharedBins.of(reference, current).shares();
          double left = 0;
          double right = 0;
          for (int i = 0; i < shares[0].length; i++) {
            double middle = (shares[0][i] + shares[1][i]) / 2;
            left += relative(shares[0][i], middle);
            right += relative(shares[1][i], middle);
          }
          return DriftScore.of(Math.sqrt(Math.max(0, left + right) / 2));
        });
  }

  private static double relative(double share, double middle) {
    return share == 0 ? 0 : share * Math.log(share / middle);
  }
}
