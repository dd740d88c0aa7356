package io.noria.thread.why;

import io.noria.registry.FeatureColumn;
import io.noria.serving.ReferenceSample;
import io.noria.serving.Values;
import io.noria.thread.FeatureStory.Categories;
import io.noria.thread.FeatureStory.InSample;
import io.noria.thread.FeatureStory.Mark;
import io.noria.thread.FeatureStory.Numbers;
import io.noria.thread.FeatureStory.Share;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the features lie in a training sample, sorted once so that any value finds its place. */
public final class SampleProfile {
  private static final int BINS = 20;
  private static final int TOP = 8;
  private static final double RARE = 0.01;
  private static final double COMMON = 0.2;

  private final ReferenceSample sample;
  private final List<Column> columns = new ArrayList<>();

  /** One feature: numbers sorted without the missing, or categories by frequency. */
  private sealed interface Column {
    int missing();
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record OfNumbers(
      double[] sorted, double mean, List<Double> edges, List<Integer> counts, int missing)
      implements Column {}

  private record OfTexts(Map<String, Integer> counts, List<String> byFrequency, int missing)
      implements Column {}

  /** A value's standing. */
  public record Standing(Mark mark, String note, @Nullable InSample sample) {}

  /** Sorts the sample. */
  public SampleProfile(ReferenceSample sample) {
    this.sample = sample;
    for (int i = 0; i < sample.features().size(); i++) {
      Values values = sample.values().get(i);
      boolean truth = sample.features().get(i).type() == FeatureColumn.Type.BOOLEAN;
      columns.add(
          switch (values) {
            case Values.Texts texts -> texts(texts);
            case Values.Numbers numbers -> truth ? truths(numbers) : numbers(numbers);
          });
    }
  }

  /** The sample. */
  public ReferenceSample sample() {
    return sample;
  }

  private static OfTexts texts(Values.Texts texts) {
    int[] counts = new int[texts.texts().size()];
    int missing = 0;
    for (int code : texts.codes()) {
      if (code < 0) {
        missing++;
      } else {
        counts[code]++;
      }
    }
    Map<String, Integer> byText = new HashMap<>();
    for (int code = 0; code < counts.length; code++) {
      if (counts[code] > 0) {
        byText.put(texts.texts().get(code), counts[code]);
      }
    }
    return byFrequency(byText, missing);
  }

  private static OfTexts truths(Values.Numbers numbers) {
    Map<String, Integer> counts = new HashMap<>();
    int missing = 0;
    for (double value : numbers.values()) {
      if (Double.isNaN(value)) {
        missing++;
      } else {
        counts.merge(Boolean.toString(value != 0), 1, Integer::sum);
      }
    }
    return byFrequency(counts, missing);
  }

  private static OfTexts byFrequency(Map<String, Integer> counts, int missing) {
    List<String> order =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    return new OfTexts(counts, order, missing);
  }

  private static OfNumbers numbers(Values.Numbers numbers) {
    double[] sorted = Arrays.stream(numbers.values()).filter(Double::isFinite).sorted().toArray();
    double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
    List<Double> edges = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    if (sorted.length > 0) {
      histogram(sorted, edges, counts);
    }
    return new OfNumbers(sorted, mean, edges, counts, numbers.size() - sorted.length);
  }

  /** Bins of one width between the 1st and 99th percentile; the first and last take the tails. */
  private static void histogram(double[] sorted, List<Double> edges, List<Integer> counts) {
    double low = at(sorted, 0.01);
    double high = at(sorted, 0.99);
    int bins = high > low ? BINS : 1;
    edges.add(sorted[0]);
    int from = 0;
    for (int bin = 1; bin <= bins; bin++) {
      double edge = bin == bins ? sorted[sorted.length - 1] : low + (high - low) * bin / bins;
      int to = bin == bins ? sorted.length : lower(sorted, edge);
      edges.add(edge);
      counts.add(to - from);
      from = to;
    }
  }

  /** How the value of the feature stands to the sample. */
  public Standing standing(int feature, @Nullable Object value) {
    int rows = sample.size();
    if (rows == 0) {
      return new Standing(Mark.UNKNOWN, "the version keeps no sample of its training data", null);
    }
    Column column = columns.get(feature);
    double missing = (double) column.missing() / rows;
    InSample in =
        switch (column) {
          case OfNumbers of -> new InSample(rows, missing, numbers(of, value), null);
          case OfTexts of -> new InSample(rows, missing, null, categories(of, value));
        };
    if (value == null) {
      return missing(missing, in);
    }
    return switch (column) {
      case OfNumbers of -> number(of, ((Number) value).doubleValue(), in);
      case OfTexts of -> text(sample.features().get(feature), of, value.toString(), in);
    };
  }

  private static Standing missing(double share, InSample in) {
    if (share == 0) {
      return new Standing(Mark.NEW, "missing, and never missing in training", in);
    }
    return new Standing(
        share < RARE ? Mark.RARE : Mark.MISSING,
        "missing, as in " + percent(share) + " of training rows",
        in);
  }

  private static Standing number(OfNumbers of, double value, InSample in) {
    double[] sorted = of.sorted();
    if (sorted.length == 0) {
      return new Standing(Mark.NEW, "always missing in training", in);
    }
    double least = sorted[0];
    double most = sorted[sorted.length - 1];
    if (value < least || value > most) {
      return new Standing(
          Mark.OUTSIDE,
          value < least
              ? "below all of training, whose smallest is " + shown(least)
              : "above all of training, whose largest is " + shown(most),
          in);
    }
    double below = (double) lower(sorted, value) / sorted.length;
    double above = 1 - (double) upper(sorted, value) / sorted.length;
    Mark mark = Math.min(1 - below, 1 - above) < RARE ? Mark.RARE : Mark.USUAL;
    double equal = 1 - below - above;
    String note =
        equal >= COMMON
            ? "as in " + percent(equal) + " of training rows"
            : below >= above
                ? "higher than " + percent(below) + " of training"
                : "lower than " + percent(above) + " of training";
    return new Standing(mark, note, in);
  }

  private static Standing text(FeatureColumn feature, OfTexts of, String value, InSample in) {
    Integer count = of.counts().get(value);
    if (count != null) {
      double share = (double) count / in.rows();
      return new Standing(
          share < RARE ? Mark.RARE : Mark.USUAL, "in " + percent(share) + " of training rows", in);
    }
    return feature.categories().contains(value)
        ? new Standing(Mark.RARE, "seen in training, but in no row of its sample", in)
        : new Standing(Mark.NEW, "never seen in training", in);
  }

  private static @Nullable Numbers numbers(OfNumbers of, @Nullable Object value) {
    double[] sorted = of.sorted();
    if (sorted.length == 0) {
      return null;
    }
    Double quantile =
        value instanceof Number number
            ? (Double)
                ((lower(sorted, number.doubleValue()) + upper(sorted, number.doubleValue()))
                    / 2.0
                    / sorted.length)
            : null;
    return new Numbers(
        quantile,
        of.mean(),
        at(sorted, 0.5),
        sorted[0],
        at(sorted, 0.05),
        at(sorted, 0.95),
        sorted[sorted.length - 1],
        of.edges(),
        of.counts());
  }

  private Categories categories(OfTexts of, @Nullable Object value) {
    int rows = sample.size();
    Integer count = value == null ? null : of.counts().getOrDefault(value.toString(), 0);
    int place = value == null ? -1 : of.byFrequency().indexOf(value.toString());
    return new Categories(
        count == null ? null : (Double) ((double) count / rows),
        place < 0 ? null : (Integer) (place + 1),
        of.byFrequency().size(),
        of.byFrequency().stream()
            .limit(TOP)
            .map(text -> new Share(text, (double) of.counts().getOrDefault(text, 0) / rows))
            .toList());
  }

  /** The distance between the 5th and 95th percentile; 0 for texts and constants. */
  double spread(int feature) {
    if (columns.get(feature) instanceof OfNumbers of && of.sorted().length > 0) {
      double spread = at(of.sorted(), 0.95) - at(of.sorted(), 0.05);
      return spread > 0 ? spread : of.sorted()[of.sorted().length - 1] - of.sorted()[0];
    }
    return 0;
  }

  /** The sorted values' quantile, between neighbours by distance (R's type 7). */
  private static double at(double[] sorted, double quantile) {
    double place = quantile * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** How many are smaller. */
  private static int lower(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How many are smaller or equal. */
  private static int upper(double[] sorted, double value) {
    return lower(sorted, Math.nextUp(value));
  }

  private static String percent(double share) {
    double percent = 100 * share;
    return percent > 0 && percent < 0.1
        ? "under 0.1 %"
        : String.format(Locale.ROOT, percent < 10 && percent > 0 ? "%.1f %%" : "%.0f %%", percent);
  }

  private static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
