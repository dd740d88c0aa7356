package io.noria.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.NoriaException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedBootstrapTest {
  private static final int ROWS = 6_000;
  private static final int DAYS = 30;

  private final double[] signal = Golden.uniform(71, ROWS);
  private final double[] noise = Golden.uniform(72, ROWS);
  private final double[] other = Golden.uniform(73, ROWS);
  private final boolean[] label = new boolean[ROWS];
  private final int[] day = IntStream.range(0, ROWS).map(i -> i * DAYS / ROWS).toArray();

  PairedBootstrapTest() {
    double[] chance = Golden.uniform(74, ROWS);
    for (int i = 0; i < ROWS; i++) {
      label[i] = chance[i] < signal[i];
    }
  }

  private double[] mixed(double share, double[] with) {
    double[] scores = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      scores[i] = Math.floor(1000 * (share * signal[i] + (1 - share) * with[i])) / 1000;
    }
    return scores;
  }

  @ParameterizedTest
  @ValueSource(strings = {"auc", "accuracy", "precision", "recall", "f1", "log_loss"})
  void aBetterModelLiesOnTheBetterSideOfZero(String metric) {
    PairedBootstrap.Result result =
        PairedBootstrap.compare(
            metric, label, mixed(0.9, noise), mixed(0.4, other), day, PairedBootstrap.Plan.DEFAULT);
    assertThat(result.difference()).isEqualTo(result.first() - result.second());
    assertThat(result.groups()).isEqualTo(DAYS);
    assertThat(result.replicates()).isEqualTo(2000);
    if (BinaryMetrics.lowerIsBetter(metric)) {
      assertThat(result.interval().high()).isLessThan(0);
    } else {
      assertThat(result.interval().low()).isGreaterThan(0);
    }
    assertThat(result.difference()).isBetween(result.interval().low(), result.interval().high());
  }

  @Test
  void twoEquallyGoodModelsAreNotToldApart() {
    PairedBootstrap.Result result =
        PairedBootstrap.compare(
            "auc", label, mixed(0.7, noise), mixed(0.7, other), day, PairedBootstrap.Plan.DEFAULT);
    assertThat(result.interval().low()).isNegative();
    assertThat(result.interval().high()).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameNumbersAndAnotherSeedOthers() {
    PairedBootstrap.Plan plan = PairedBootstrap.Plan.DEFAULT;
    PairedBootstrap.Result one =
        PairedBootstrap.compare("auc", label, mixed(0.9, noise), mixed(0.8, other), day, plan);
    assertThat(
            PairedBootstrap.compare("auc", label, mixed(0.9, noise), mixed(0.8, other), day, plan))
        .isEqualTo(one);
    PairedBootstrap.Plan again = new PairedBootstrap.Plan(2000, 0.95, 8, 0.5);
    PairedBootstrap.Result two =
        PairedBootstrap.compare("auc", label, mixed(0.9, noise), mixed(0.8, other), day, again);
    assertThat(two.interval()).isNotEqualTo(one.interval());
    assertThat(two.interval().low()).isCloseTo(one.interval().low(), within(0.004));
  }

  @Test
  void theTableOfPairsAndTheWalkOverRowsAgreeOnEveryDraw() {
    double[] scores = mixed(0.6, noise);
    GroupedAuc table = new GroupedAuc(label, scores, day, DAYS);
    SortedAuc walk = new SortedAuc(label, scores, day);
    int[] times = new int[DAYS];
    double[] draws = Golden.uniform(75, 20 * DAYS);
    for (int draw = 0; draw < 20; draw++) {
      java.util.Arrays.fill(times, 0);
      for (int i = 0; i < DAYS; i++) {
        times[(int) (draws[draw * DAYS + i] * DAYS)]++;
      }
      assertThat(table.value(times)).isCloseTo(walk.value(times), within(1e-13));
      assertThat(table.value(times)).isCloseTo(byRepeating(scores, times), within(1e-13));
    }
  }

  private double byRepeating(double[] scores, int[] times) {
    int[] rows =
        IntStream.range(0, ROWS)
            .flatMap(i -> IntStream.range(0, times[day[i]]).map(k -> i))
            .toArray();
    boolean[] labels = new boolean[rows.length];
    double[] drawn = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      labels[i] = label[rows[i]];
      drawn[i] = scores[rows[i]];
    }
    return Auc.of(labels, drawn).orElseThrow();
  }

  @Test
  void rowsOfOneClassCannotBeCompared() {
    assertThatThrownBy(() ->
            PairedBootstrap.compare(
                "auc",
                new boolean[] {true, true},
                new double[] {0.1, 0.2},
                new double[] {0.1, 0.2},
                new int[] {0, 1},
                PairedBootstrap.Plan.DEFAULT))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("auc is not defined on these 2 rows");
  }

  @Test
  void rowsCanBeDrawnOneByOne() {
    PairedBootstrap.Result result =
        PairedBootstrap.compare(
            "auc",
            label,
            mixed(0.9, noise),
            mixed(0.4, other),
            IntStream.range(0, ROWS).toArray(),
            new PairedBootstrap.Plan(200, 0.95, 1, 0.5));
    assertThat(result.groups()).isEqualTo(ROWS);
    assertThat(result.interval().low()).isGreaterThan(0);
  }
}
