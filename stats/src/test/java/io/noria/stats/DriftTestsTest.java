package io.noria.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriftTestsTest {
  static List<DriftTest> all() {
    return DriftTests.ALL;
  }

  @Test
  void distancesAgreeWithEvidently() {
    for (Map<String, String> row : Golden.rows("two_samples.csv")) {
      String left = Objects.requireNonNull(row.get("left"));
      String right = Objects.requireNonNull(row.get("right"));
      boolean integral = Golden.integral(left) && Golden.integral(right);
      Sample a = Golden.sample(left, Golden.whole(row, "seed1"), Golden.whole(row, "n1"), integral);
      Sample b =
          Golden.sample(right, Golden.whole(row, "seed2"), Golden.whole(row, "n2"), integral);
      agrees(new Psi(), a, b, Golden.number(row, "psi"), row);
      agrees(new JensenShannon(), a, b, Golden.number(row, "js"), row);
      agrees(new Wasserstein(), a, b, Golden.number(row, "wasserstein"), row);
      if (integral) {
        agrees(new ChiSquare(), a, b, Golden.number(row, "chi2"), row);
        double p = ((DriftScore.Scored) new ChiSquare().score(a, b)).p().orElseThrow();
        double expected = Golden.number(row, "chi2_p");
        assertThat(expected < 1e-300 ? 0 : Golden.relative(p, expected))
            .as("chi-square p %s of %s", p, row)
            .isLessThan(1e-9);
      }
    }
  }

  private static void agrees(
      DriftTest test, Sample a, Sample b, double expected, Map<String, String> row) {
    double value = ((DriftScore.Scored) test.score(a, b)).statistic();
    assertThat(Math.abs(value - expected) < 1e-15 ? 0 : Golden.relative(value, expected))
        .as("%s %s of %s", test.name(), value, row)
        .isLessThan(1e-12);
  }

  @ParameterizedTest
  @MethodSource("all")
  void identicalSamplesScoreLowest(DriftTest test) {
    Sample one = Golden.sample("wide", 7, 800, true);
    Sample other = Golden.sample("tied", 8, 700, true);
    double same = statistic(test, one, one);
    assertThat(same).isEqualTo(0.0);
    assertThat(statistic(test, one, other)).isGreaterThan(same);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theOrderOfRowsIsIrrelevant(DriftTest test) {
    double[] values = Golden.values("squared", 9, 500);
    double[] other = Golden.values("uniform", 10, 400);
    double before = statistic(test, Sample.numbers(values), Sample.numbers(other));
    double[] shuffled = values.clone();
    Random random = new Random(3);
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swap = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swap;
    }
    double after = statistic(test, Sample.numbers(shuffled), Sample.numbers(other));
    assertThat(Double.isInfinite(before) ? 0 : Golden.relative(after, before)).isLessThan(1e-13);
  }

  @ParameterizedTest
  @MethodSource("all")
  void symmetricTestsDoNotMindTheSides(DriftTest test) {
    Sample one = Golden.sample("uniform", 11, 300, false);
    Sample other = Golden.sample("shifted", 12, 200, false);
    if (test.symmetric()) {
      assertThat(statistic(test, other, one)).isEqualTo(statistic(test, one, other));
    } else {
      assertThat(test.description()).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void categoriesAreComparedByNameWhateverTheirCodes(DriftTest test) {
    Sample one = Sample.categories(List.of("AA", "UA", "DL"), 0, 0, 1, 1, 2, -1, 0);
    Sample other = Sample.categories(List.of("DL", "UA", "AA"), 0, 1, 1, 2, 2, 2);
    DriftScore score = test.score(one, other);
    if (test.appliesTo(ColumnType.CATEGORICAL)) {
      assertThat(((DriftScore.Scored) score).statistic()).isEqualTo(0.0);
    } else {
      assertThat(score).isInstanceOf(DriftScore.NotApplicable.class);
    }
    assertThat(one.missing()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void emptySamplesAreNotEnough(DriftTest test) {
    Sample none = Sample.numbers(Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(none.missing()).isEqualTo(2);
    assertThat(test.score(none, Sample.numbers(1, 2)))
        .isEqualTo(new DriftScore.NotEnoughData("the reference has no values"));
    assertThat(test.score(Sample.numbers(1, 2), none))
        .isEqualTo(new DriftScore.NotEnoughData("the window has no values"));
  }

  @Test
  void aCategoryThatTheReferenceNeverSawMakesChiSquareInfinite() {
    Sample one = Sample.categories(List.of("a"), 0, 0, 0);
    Sample other = Sample.categories(List.of("a", "b"), 0, 1, 1);
    assertThat(new ChiSquare().score(one, other))
        .isEqualTo(DriftScore.of(Double.POSITIVE_INFINITY, 0));
  }

  @Test
  void anUnknownTestIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> DriftTests.named("psy"))
        .isInstanceOf(NoriaException.class)
        .hasMessage(
            "drift test: psy (expected: one of [psi, ks, jensenshannon, chisquare, wasserstein])");
  }

  private static double statistic(DriftTest test, Sample a, Sample b) {
    return ((DriftScore.Scored) test.score(a, b)).statistic();
  }
}
