package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The target's values as numbers.
 *
 * @param classes the labels: negative then positive of two, in the problem's order of more; none
 *     for a regression
 * @param values for each row of the table the place of its class, or the number; NaN without a
 *     label
 */
@SuppressWarnings("ArrayRecordComponent")
record TargetLabels(List<String> classes, float[] values) {
  private static final int SHOWN = 5;

  /**
   * Reads the target of the rows.
   *
   * @throws NoriaException UNPROCESSABLE when a label is none of the classes, a class has no row,
   *     or texts are to be learned as numbers
   */
  static TargetLabels of(Problem problem, Column target, int[] kept) {
    List<String> classes = classes(problem, target, kept);
    float[] values = new float[target.size()];
    java.util.Arrays.fill(values, Float.NaN);
    if (classes.isEmpty()) {
      if (target instanceof Column.Strings || target instanceof Column.Times) {
        throw unprocessable(
            "target %s: %ss (expected: numbers, or target.positive or target.classes in the project"
                + " file)",
            problem.target(), target instanceof Column.Strings ? "text" : "time");
      }
      int infinite = 0;
      for (int row : kept) {
        values[row] = (float) target.number(row);
        infinite += Float.isInfinite(values[row]) ? 1 : 0;
      }
      if (infinite > 0) {
        throw unprocessable(
            "target %s: %d%sinfinity or a number beyond single precision (expected: null, or a"
                + " number up to 3.4e38)",
            problem.target(), infinite, infinite == 1 ? " row holds " : " rows hold ");
      }
      return new TargetLabels(classes, values);
    }
    var places = new HashMap<String, Integer>();
    var strange = new TreeMap<String, Integer>();
    long[] counts = new long[classes.size()];
    for (int row : kept) {
      String text = text(target, row);
      int place = places.computeIfAbsent(text, label -> place(classes, label));
      if (place < 0) {
        strange.merge(text, 1, Integer::sum);
      } else {
        values[row] = place;
        counts[place]++;
      }
    }
    requireKnown(problem, classes, strange);
    requireEach(problem, classes, counts, kept.length);
    return new TargetLabels(classes, values);
  }

  private static List<String> classes(Problem problem, Column target, int[] kept) {
    String positive = problem.positive();
    if (!problem.classes().isEmpty() || positive == null) {
      return problem.classes();
    }
    var others = new TreeSet<String>();
    boolean found = false;
    for (int row : kept) {
      String label = text(target, row);
      if (same(label, positive)) {
        found = true;
      } else if (others.size() < SHOWN) {
        others.add(label);
      }
    }
    if (!found || others.size() != 1) {
      throw unprocessable(
          "target %s: values %s%s (expected: %s and one other)",
          problem.target(), others, found ? " and " + positive : "", positive);
    }
    return List.of(others.first(), positive);
  }

  private static void requireKnown(
      Problem problem, List<String> classes, Map<String, Integer> strange) {
    if (strange.isEmpty()) {
      return;
    }
    String shown =
        strange.entrySet().stream()
            .limit(SHOWN)
            .map(entry -> entry.getValue() + rows(entry.getValue()) + entry.getKey())
            .collect(Collectors.joining(", "));
    throw unprocessable(
        "target %s: %s%s (expected: one of %s, as target.classes has them)",
        problem.target(),
        shown,
        strange.size() > SHOWN ? " and " + (strange.size() - SHOWN) + " other values" : "",
        String.join(", ", classes));
  }

  private static String rows(int count) {
    return count == 1 ? " row is " : " rows are ";
  }

  private static void requireEach(Problem problem, List<String> classes, long[] counts, int rows) {
    var absent = new ArrayList<String>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        absent.add(classes.get(i));
      }
    }
    if (!absent.isEmpty()) {
      throw unprocessable(
          "target %s: no row of class %s among the %d rows to train on (expected: at least one of"
              + " each of %s)",
          problem.target(),
          String.join(", ", absent.subList(0, Math.min(SHOWN, absent.size()))),
          rows,
          String.join(", ", classes));
    }
  }

  private static NoriaException unprocessable(String format, Object... values) {
    return new NoriaException(ErrorCode.UNPROCESSABLE, format.formatted(values));
  }

  private static int place(List<String> classes, String label) {
    int exact = classes.indexOf(label);
    if (exact >= 0) {
      return exact;
    }
    for (int i = 0; i < classes.size(); i++) {
      if (same(label, classes.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** A label as people write it: whole numbers without a fraction. */
  private static String text(Column target, int row) {
    Object value = target.value(row);
    if (value instanceof Double number && number == Math.rint(number)) {
      return Long.toString(number.longValue());
    }
    return String.valueOf(value);
  }

  private static boolean same(String left, String right) {
    if (left.equals(right)) {
      return true;
    }
    try {
      return Double.parseDouble(left) == Double.parseDouble(right);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
