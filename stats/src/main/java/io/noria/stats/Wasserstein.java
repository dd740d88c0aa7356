package io.noria.stats;

/**
 * Wasserstein-1 distance (earth mover's) in units of the reference's standard deviation, as
 * Evidently has it: ∫|F - G| divided by the larger of that deviation (population, not sample) and
 * 0.001. Source: Vallender (1974), "Calculation of the Wasserstein distance between probability
 * distributions on the line".
 */
public final class Wasserstein implements DriftTest {
  @Override
  public String name() {
    return "wasserstein";
  }

  @Override
  public String description() {
    return "Wasserstein distance in units of the reference's standard deviation";
  }

  @Override
  public boolean appliesTo(ColumnType type) {
    return type == ColumnType.NUMERIC;
  }

  @Override
  public boolean symmetric() {
    return false;
  }

  @Override
  public DriftScore score(Sample reference, Sample current) {
    return DriftTests.unfit(this, reference, current)
        .orElseGet(() -> {
          double scale = Math.max(deviation(reference.numbers()), 0.001);
          return DriftScore.of(distance(reference.sorted(), current.sorted()) / scale);
        });
  }

  private static double distance(double[] left, double[] right) {
    int i = 0;
    int j = 0;
    double area = 0;
    double at = Math.min(left[0], right[0]);
    while (i < left.length || j < right.length) {
      double next =
          j >= right.length || (i < left.length && left[i] <= right[j]) ? left[i] : right[j];
      area += Math.abs((double) i / left.length - (double) j / right.length) * (next - at);
      at = next;
      while (i < left.length && left[i] == next) {
        i++;
      }
      while (j < right.length && right[j] == next) {
        j++;
      }
    }
    return area;
  }

  private static double deviation(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value;
    }
    mean /= values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }
}
