package io.noria.stats.ks;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.stats.Golden;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KsGoldenTest {
  @Test
  void theOneSampleLawAgreesWithScipyAcrossEveryBorder() {
    double worst = 0;
    for (Map<String, String> row : Golden.rows("ks_one_sample.csv")) {
      double expected = Golden.number(row, "p");
      double p = OneSampleLaw.survival(Golden.whole(row, "n"), Golden.number(row, "d"));
      // Below the normal range a double has fewer digits than the tolerance asks for.
      double apart =
          expected < 1e-305 ? Math.abs(p - expected) / 1e-305 : Golden.relative(p, expected);
      assertThat(apart).as("%s, p %s", row, p).isLessThan(1e-9);
      worst = Math.max(worst, apart);
    }
    assertThat(worst).isLessThan(1e-9);
  }

  @Test
  void theExactLawAgreesWithScipy() {
    for (Map<String, String> row : Golden.rows("ks_exact.csv")) {
      int n1 = Golden.whole(row, "n1");
      int n2 = Golden.whole(row, "n2");
      long h = Golden.whole(row, "h");
      double expected = Golden.number(row, "p");
      double p = h == 0 ? 1 : ExactTwoSample.outside(n1, n2, h);
      assertThat(Golden.relative(p, expected)).as("%s, p %s", row, p).isLessThan(1e-9);
    }
  }

  @Test
  void samplesAgreeWithScipyInStatisticLocationSignAndPValue() {
    for (Map<String, String> row : Golden.rows("two_samples.csv")) {
      double[] left =
          Golden.values(row.get("left"), Golden.whole(row, "seed1"), Golden.whole(row, "n1"));
      double[] right =
          Golden.values(row.get("right"), Golden.whole(row, "seed2"), Golden.whole(row, "n2"));
      Arrays.sort(left);
      Arrays.sort(right);
      TwoSampleKs.Result result = TwoSampleKs.ofSorted(left, right);
      assertThat(result.statistic()).as("%s", row).isEqualTo(Golden.number(row, "d"));
      assertThat(result.location()).as("%s", row).isEqualTo(Golden.number(row, "location"));
      assertThat(result.sign()).as("%s", row).isEqualTo(Golden.whole(row, "sign"));
      double expected = Golden.number(row, "p");
      double apart =
          expected < 1e-305
              ? Math.abs(result.p() - expected) / 1e-305
              : Golden.relative(result.p(), expected);
      assertThat(apart).as("%s, p %s", row, result.p()).isLessThan(1e-9);
    }
  }

  @Test
  void theExactLawIsUsedUpToTenThousandValues() {
    double[] left = Golden.values("uniform", 1, 10_000);
    double[] right = Golden.values("uniform", 2, 10_001);
    Arrays.sort(left);
    Arrays.sort(right);
    double[] other = Arrays.copyOf(right, 9_999);
    assertThat(TwoSampleKs.ofSorted(left, other).exact()).isTrue();
    assertThat(TwoSampleKs.ofSorted(left, right).exact()).isFalse();
  }
}
