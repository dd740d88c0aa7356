package io.noria.serving.explain;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Explanation;
import io.noria.serving.Explanation.Link;
import io.noria.serving.Explanation.Part;
import io.noria.serving.ReferenceSample;
import io.noria.serving.tree.TreeShap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the Shapley values of a model that only answers rows (Štrumbelj and Kononenko 2014).
 * One walk starts from a random row of the reference sample and puts in the asked row's values one
 * by one, in a random order and then in the reverse one (which halves what the order adds to the
 * error); what each step changes is one estimate of that feature's contribution. The estimates of
 * one walk add up to the answer less the start's, so the means add up to the answer less the mean
 * of the starts, whatever their error. The same row is always explained by the same walks.
 */
final class SampledExplainer implements Explainer {
  private static final int MOST_ROWS = 4_000;
  private static final int MOST_WALKS = 100;
  private static final int FEWEST_WALKS = 4;
  private static final int MOST_FEATURES = 1_000;
  private static final long SEED = 20_260_801;

  private final BundleInfo info;
  private final ReferenceSample sample;
  private final Scorer scorer;

  /** Answers many rows at once. */
  interface Scorer {
    /**
     * Answers rows.
     *
     * @param rows raw values in the signature's order
     * @return for each row what it is answered: one number, or the probability of each class
     */
    double[][] score(List<@Nullable Object[]> rows);
  }

  SampledExplainer(BundleInfo info, ReferenceSample sample, Scorer scorer) {
    this.info = info;
    this.sample = sample;
    this.scorer = scorer;
  }

  @Override
  public Explanation explain(Map<String, @Nullable Object> features) {
    List<String> names = info.signature().names();
    int size = names.size();
    if (size > MOST_FEATURES) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "contributions: %d features (expected: at most %d of a model that only answers rows)"
              .formatted(size, MOST_FEATURES));
    }
    @Nullable Object[] asked = new @Nullable Object[size];
    for (int i = 0; i < size; i++) {
      asked[i] = features.get(names.get(i));
    }
    int walks = Math.max(FEWEST_WALKS, Math.min(MOST_WALKS, MOST_ROWS / (2 * size)));
    var random = new SplittableRandom(SEED);
    List<int[]> orders = new ArrayList<>();
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(asked);
    for (int walk = 0; walk < walks; walk++) {
      int[] order = shuffled(size, random);
      @Nullable Object[] start = start(random);
      orders.add(order);
      rows.add(start);
      between(start, asked, order, rows);
      between(start, asked, reversed(order), rows);
    }
    double[][] answers = scorer.score(rows);
    int outputs = answers[0].length;
    List<Part> parts = new ArrayList<>();
    List<double[]> errors = new ArrayList<>();
    for (int output = 0; output < outputs; output++) {
      double[] errorsHere = new double[size];
      parts.add(part(output, outputs, answers, orders, errorsHere));
      errors.add(errorsHere);
    }
    int explained = Explanation.largest(parts);
    return new Explanation(
        Explanation.Method.SAMPLED_SHAPLEY,
        Link.IDENTITY,
        names,
        parts,
        explained,
        Arrays.stream(errors.get(explained)).boxed().toList(),
        rows.size());
  }

  /** The rows between start and end: those that have some of the end's values. */
  private static void between(
      @Nullable Object[] start,
      @Nullable Object[] end,
      int[] order,
      List<@Nullable Object[]> rows) {
    @Nullable Object[] row = start;
    for (int step = 0; step < order.length - 1; step++) {
      row = row.clone();
      row[order[step]] = end[order[step]];
      rows.add(row);
    }
  }

  private Part part(
      int output, int outputs, double[][] answers, List<int[]> orders, double[] errors) {
    int size = errors.length;
    double end = answers[0][output];
    double bias = 0;
    double[] sums = new double[size];
    double[] squares = new double[size];
    int at = 1;
    for (int[] order : orders) {
      double start = answers[at++][output];
      bias += start;
      double[] change = new double[size];
      at = steps(order, start, end, answers, at, output, change);
      at = steps(reversed(order), start, end, answers, at, output, change);
      for (int feature = 0; feature < size; feature++) {
        sums[feature] += change[feature];
        squares[feature] += change[feature] * change[feature];
      }
    }
    int walks = orders.size();
    double[] values = new double[size + 1];
    for (int feature = 0; feature < size; feature++) {
      values[feature] = sums[feature] / walks;
      double variance = squares[feature] / walks - values[feature] * values[feature];
      errors[feature] = Math.sqrt(Math.max(0, variance) / (walks - 1));
    }
    values[size] = bias / walks;
    double margin = TreeShap.close(values, end);
    return new Part(
        outputs == 1 ? TreeExplainer.label(info, 0) : info.classes().get(output),
        values[size],
        Arrays.copyOf(values, size),
        margin,
        end);
  }

  /** Adds half of what each step of a walk changes; returns where the next walk's answers are. */
  private static int steps(
      int[] order,
      double start,
      double end,
      double[][] answers,
      int at,
      int output,
      double[] change) {
    double before = start;
    int next = at;
    for (int step = 0; step < order.length; step++) {
      double after = step == order.length - 1 ? end : answers[next++][output];
      change[order[step]] += (after - before) / 2;
      before = after;
    }
    return next;
  }

  private static int[] shuffled(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private static int[] reversed(int[] order) {
    int[] reversed = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      reversed[i] = order[order.length - 1 - i];
    }
    return reversed;
  }

  /** A random row of the sample; without one, a row of missing values. */
  private @Nullable Object[] start(SplittableRandom random) {
    @Nullable Object[] start = new @Nullable Object[info.signature().features().size()];
    if (sample.size() > 0) {
      Map<String, @Nullable Object> row = new HashMap<>(sample.row(random.nextInt(sample.size())));
      int column = 0;
      for (FeatureColumn feature : info.signature().features()) {
        start[column++] = row.get(feature.name());
      }
    }
    return start;
  }
}
