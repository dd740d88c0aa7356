package io.noria.delivery.gate;

import io.noria.base.NoriaException;
import io.noria.delivery.JudgeRequest;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.serving.Target;
import io.noria.stats.Task;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that judge: those whose label is known and that are newer than what was trained on.
 *
 * @param frame the rows
 * @param actual what came true: 1 for the positive class and 0 for the other, the class's place of
 *     many, the number of a regression
 * @param micros event time of each, microseconds since the epoch; empty when they have none
 */
@SuppressWarnings("ArrayRecordComponent")
record LabelledRows(Frame frame, double[] actual, long[] micros) {
  /** Whatever the rows are resampled by when they have no time. */
  static final String ROW = "row";

  /**
   * Chooses among the request's rows.
   *
   * @param target what the models predict, its positive class the one to judge by
   * @param after only rows of a later event time; has no part in rows without time
   */
  static LabelledRows of(JudgeRequest request, Target target, Instant after) {
    Column labels = request.rows().column(request.target());
    int rows = request.rows().rows();
    double[] numbers = new double[rows];
    Arrays.setAll(numbers, row -> number(target, labels, row));
    String time = request.time();
    if (time == null) {
      int[] chosen = IntStream.range(0, rows).filter(i -> !Double.isNaN(numbers[i])).toArray();
      return new LabelledRows(request.rows().take(chosen), pick(numbers, chosen), new long[0]);
    }
    Column.Times times = request.rows().times(time);
    long limit = ChronoUnit.MICROS.between(Instant.EPOCH, after);
    int[] chosen =
        IntStream.range(0, rows)
            .filter(i -> !Double.isNaN(numbers[i]) && !times.isNull(i) && times.micros(i) > limit)
            .toArray();
    return new LabelledRows(
        request.rows().take(chosen),
        pick(numbers, chosen),
        Arrays.stream(chosen).mapToLong(times::micros).toArray());
  }

  private static double number(Target target, Column labels, int row) {
    if (labels.isNull(row)) {
      return Double.NaN;
    }
    if (target.task() == Task.REGRESSION) {
      double number = labels.number(row);
      return Double.isFinite(number) ? number : Double.NaN;
    }
    String text = text(labels.value(row));
    return target.task() == Task.BINARY
        ? text.equals(target.positive()) ? 1 : 0
        : target.number(text);
  }

  private static double[] pick(double[] numbers, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> numbers[row]).toArray();
  }

  /** A label as bundles write classes: whole numbers without a point. */
  private static String text(@Nullable Object label) {
    return switch (label) {
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString(number.longValue());
      case null -> "";
      default -> label.toString();
    };
  }

  int size() {
    return actual.length;
  }

  boolean timed() {
    return micros.length > 0;
  }

  /**
   * The units that are drawn.
   *
   * @param names in order of time; empty for rows
   * @param groups the number of each row's unit
   */
  record Units(List<String> names, int[] groups, int size) {}

  /** The units of the rows. */
  Units units(String unit) {
    if (unit.equals(ROW)) {
      return new Units(List.of(), IntStream.range(0, size()).toArray(), size());
    }
    Map<String, Integer> numbers = new TreeMap<>();
    String[] names = new String[size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = name(unit, i);
      numbers.put(names[i], 0);
    }
    int number = 0;
    for (Map.Entry<String, Integer> entry : numbers.entrySet()) {
      entry.setValue(number++);
    }
    int[] groups = Arrays.stream(names).mapToInt(name -> numbers.getOrDefault(name, 0)).toArray();
    return new Units(List.copyOf(numbers.keySet()), groups, numbers.size());
  }

  private String name(String unit, int row) {
    var moment = Instant.EPOCH.plus(micros[row], ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    return switch (unit) {
      case "hour" -> moment.truncatedTo(ChronoUnit.HOURS).toLocalDateTime().toString();
      case "day" -> moment.toLocalDate().toString();
      case "week" ->
          moment.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).toString();
      default -> throw NoriaException.invalid("unit: " + unit);
    };
  }
}
