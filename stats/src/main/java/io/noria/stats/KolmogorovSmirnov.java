package io.noria.stats;

import io.noria.stats.ks.TwoSampleKs;

/** The two-sample Kolmogorov-Smirnov test as SciPy's {@code ks_2samp}: see {@link TwoSampleKs}. */
public final class KolmogorovSmirnov implements DriftTest {
  @Override
  public String name() {
    return "ks";
  }

  @Override
  public String description() {
    return "Two-sample Kolmogorov-Smirnov, two-sided; D and p as SciPy's ks_2samp";
  }

  @Override
  public boolean appliesTo(ColumnType type) {
    return type == ColumnType.NUMERIC;
  }

  @Override
  public boolean symmetric() {
    return true;
  }

  @Override
  public DriftScore score(Sample reference, Sample current) {
    return DriftTests.unfit(this, reference, current)
        .orElseGet(() -> {
          TwoSampleKs.Result result = TwoSampleKs.ofSorted(reference.sorted(), current.sorted());
          return DriftScore.of(result.statistic(), result.p());
        });
  }
}
