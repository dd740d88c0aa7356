package io.noria.tracking.group;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The order of groups. Used by one thread. */
final class GroupOrder {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private final GroupQuestion question;
  private final List<List<@Nullable String>> keys;
  private final long[] counts;
  private final long[] newest;
  private final Map<String, Moments> metrics;

  GroupOrder(
      GroupQuestion question,
      List<List<@Nullable String>> keys,
      long[] counts,
      long[] newest,
      Map<String, Moments> metrics) {
    this.question = question;
    this.keys = keys;
    this.counts = counts;
    this.newest = newest;
    this.metrics = metrics;
  }

  /** The groups' places in order. */
  int[] sorted() {
    Comparator<Integer> order = null;
    for (GroupQuestion.Clause clause : question.orders()) {
      Comparator<Integer> next = comparator(clause);
      order = order == null ? next : order.thenComparing(next);
    }
    if (order == null) {
      order = Comparator.comparingLong((Integer group) -> counts[group]).reversed();
    }
    for (int i = 0; i < question.by().size(); i++) {
      order = order.thenComparing(key(i, true));
    }
    Integer[] places = new Integer[keys.size()];
    Arrays.setAll(places, i -> i);
    Arrays.sort(places, order);
    return Arrays.stream(places).mapToInt(Integer::intValue).toArray();
  }

  private Comparator<Integer> comparator(GroupQuestion.Clause clause) {
    boolean up = clause.ascending();
    return switch (clause.what()) {
      case RUNS -> turned(Comparator.comparingLong(group -> counts[group]), up);
      case STARTED -> turned(Comparator.comparingLong(group -> newest[group]), up);
      case KEY -> key(clause.key(), up);
      case METRIC -> {
        Moments moments = Objects.requireNonNull(metrics.get(clause.metric()));
        double[] figures = new double[keys.size()];
        Arrays.setAll(figures, group -> moments.figure(clause.figure(), group));
        yield missingLast(figures, up);
      }
    };
  }

  private static <T> Comparator<T> turned(Comparator<T> order, boolean ascending) {
    return ascending ? order : order.reversed();
  }

  private static Comparator<Integer> missingLast(double[] figures, boolean up) {
    return (a, b) -> {
      double left = figures[a];
      double right = figures[b];
      if (Double.isNaN(left) || Double.isNaN(right)) {
        return Boolean.compare(Double.isNaN(left), Double.isNaN(right));
      }
      return up ? Double.compare(left, right) : Double.compare(right, left);
    };
  }

  /** One key: numbers by their size where all of them are some, else texts; none comes last. */
  private Comparator<Integer> key(int place, boolean up) {
    double[] numbers = new double[keys.size()];
    boolean all = true;
    for (int i = 0; i < numbers.length && all; i++) {
      String text = keys.get(i).get(place);
      all = text == null || isNumber(text);
      numbers[i] = text == null || !all ? Double.NaN : Double.parseDouble(text);
    }
    Comparator<Integer> texts =
        (a, b) -> {
          String left = keys.get(a).get(place);
          String right = keys.get(b).get(place);
          if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
          }
          return up ? left.compareTo(right) : right.compareTo(left);
        };
    return all ? missingLast(numbers, up).thenComparing(texts) : texts;
  }

  private static boolean isNumber(String text) {
    return text.length() <= 40
        && (NUMBER.matcher(text).matches()
            || text.equals("NaN")
            || text.equals("Infinity")
            || text.equals("-Infinity"));
  }
}
