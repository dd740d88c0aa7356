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
    if (Metrics.lowerIsBetter(metric)) {
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

  /** Worse answers of many classes: some rows' probabilities are moved to the next class. */
  private static Answers blurred(Answers answers, double share, long seed) {
    double[] chance = Golden.uniform(seed, answers.size());
    double[] moved = answers.values().clone();
    int k = answers.classes();
    for (int i = 0; i < chance.length; i++) {
      for (int c = 0; chance[i] < share && c < k; c++) {
        moved[i * k + (c + 1) % k] = answers.probability(i, c);
      }
    }
    return Answers.multiclass(moved, k);
  }

  private static Answers noisy(double[] actual, double width, long seed) {
    double[] u = Golden.uniform(seed, actual.length);
    double[] values = new double[actual.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = actual[i] + width * (u[i] - 0.5);
    }
    return Answers.numbers(values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accuracy", "f1_macro", "log_loss", "auc_macro", "rmse", "mae", "r2"})
  void everyMetricOfEveryTaskTellsTheBetterModel(String metric) {
    ManyClasses many = ManyClasses.of(81, 3_000, 4, "plain");
    boolean number = Metrics.judges(metric, Task.REGRESSION);
    double[] actual = number ? Golden.values("squared", 82, 3_000) : many.actual();
    Answers good = number ? noisy(actual, 1, 83) : many.answers();
    Answers bad = number ? noisy(actual, 2, 84) : blurred(many.answers(), 0.3, 85);
    int[] days = IntStream.range(0, 3_000).map(i -> i / 100).toArray();
    int[] rows = IntStream.range(0, 3_000).toArray();
    for (int[] unit : new int[][] {days, rows}) {
      PairedBootstrap.Result result =
          PairedBootstrap.compare(
              metric, actual, good, bad, unit, new PairedBootstrap.Plan(300, 0.95, 5, 0.5));
      assertThat(result.first()).isEqualTo(Metrics.of(actual, good).value(metric).orElseThrow());
      if (Metrics.lowerIsBetter(metric)) {
        assertThat(result.interval().high()).isLessThan(0);
      } else {
        assertThat(result.interval().low()).isGreaterThan(0);
      }
      assertThat(result.difference()).isBetween(result.interval().low(), result.interval().high());
    }
    Interval own =
        PairedBootstrap.interval(metric, actual, good, days, PairedBootstrap.Plan.DEFAULT);
    assertThat(Metrics.of(actual, good).value(metric).orElseThrow())
        .isBetween(own.low(), own.high());
  }

  /** A draw of groups must be worth what the metric is on rows repeated so often. */
  @ParameterizedTest
  @ValueSource(strings = {"accuracy", "f1_macro", "log_loss", "auc_macro", "rmse", "mae", "r2"})
  void aDrawIsTheMetricOfTheRowsRepeated(String metric) {
    ManyClasses many = ManyClasses.of(86, 400, 4, "rare");
    boolean number = Metrics.judges(metric, Task.REGRESSION);
    double[] actual = number ? Golden.values("squared", 87, 400) : many.actual();
    Answers answers = number ? noisy(actual, 1, 88) : many.answers();
    int[] group = IntStream.range(0, 400).map(i -> i % 8).toArray();
    GroupedMetric grouped = PairedBootstrap.grouped(metric, actual, answers, group, 8);
    int[] times = {0, 3, 1, 0, 2, 1, 0, 1};
    int[] repeated =
        IntStream.range(0, 400)
            .flatMap(i -> IntStream.range(0, times[group[i]]).map(k -> i))
            .toArray();
    double[] drawn = IntStream.of(repeated).mapToDouble(i -> actual[i]).toArray();
    assertThat(grouped.value(times))
        .isCloseTo(
            Metrics.of(drawn, answers.take(repeated)).value(metric).orElseThrow(), within(1e-12));
  }

  @Test
  void modelsOfDifferentTasksAreNotCompared() {
    assertThatThrownBy(() ->
            PairedBootstrap.compare(
                "rmse",
                new double[] {1},
                Answers.numbers(new double[] {1}),
                Answers.binary(new double[] {1}, 0.5),
                new int[] {0},
                PairedBootstrap.Plan.DEFAULT))
        .hasMessageContaining("REGRESSION of 0 classes against BINARY of 2 (expected: the same)");
  }
}
