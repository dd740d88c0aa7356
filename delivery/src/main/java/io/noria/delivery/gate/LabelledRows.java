package io.noria.delivery.gate;

import io.noria.base.NoriaException;
import io.noria.delivery.JudgeRequest;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The rows that judge: those whose label is known and that are newer than what was trained on.
 *
 * @param frame the rows
 * @param positive whether each is of the positive class
 * @param micros event time of each, microseconds since the epoch
 */
record LabelledRows(Frame frame, boolean[] positive, long[] micros) {
  /**
   * Chooses among the request's rows.
   *
   * @param positive the positive class's text
   * @param after only rows of a later event time
   */
  static LabelledRows of(JudgeRequest request, String positive, Instant after) {
    Column labels = request.rows().column(request.target());
    Column.Times times = request.rows().times(request.time());
    long limit = ChronoUnit.MICROS.between(Instant.EPOCH, after);
    int[] chosen =
        IntStream.range(0, request.rows().rows())
            .filter(i -> !labels.isNull(i) && !times.isNull(i) && times.micros(i) > limit)
            .toArray();
    boolean[] flags = new boolean[chosen.length];
    long[] micros = new long[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      flags[i] = text(labels.value(chosen[i])).equals(positive);
      micros[i] = times.micros(chosen[i]);
    }
    return new LabelledRows(request.rows().take(chosen), flags, micros);
  }

  /** A label as bundles write classes: whole numbers without a point. */
  private static String text(@org.jspecify.annotations.Nullable Object label) {
    return switch (label) {
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString(number.longValue());
      case null -> "";
      default -> label.toString();
    };
  }

  int size() {
    return positive.length;
  }

  /** Units in order of time, each with its number. */
  Map<String, Integer> units(String unit) {
    Map<String, Integer> units = new TreeMap<>();
    for (int i = 0; i < micros.length; i++) {
      units.put(name(unit, i), 0);
    }
    int number = 0;
    for (Map.Entry<String, Integer> entry : units.entrySet()) {
      entry.setValue(number++);
    }
    return units;
  }

  /** The number of each row's unit. */
  int[] groups(String unit, Map<String, Integer> units) {
    return IntStream.range(0, micros.length)
        .map(i -> units.getOrDefault(name(unit, i), 0))
        .toArray();
  }

  private String name(String unit, int row) {
    if (unit.equals("row")) {
      return "%010d".formatted(row);
    }
    var moment = Instant.EPOCH.plus(micros[row], ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    return switch (unit) {
      case "hour" -> moment.truncatedTo(ChronoUnit.HOURS).toLocalDateTime().toString();
      case "day" -> moment.toLocalDate().toString();
      case "week" ->
          moment
              .toLocalDate()
              .with(java.time.temporal.TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY))
              .toString();
      default -> throw NoriaException.invalid("unit: " + unit);
    };
  }
}
