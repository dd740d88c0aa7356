package io.noria.training;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Made-up tables with something to learn in them. */
final class Tables {
  private Tables() {}

  /** Deliveries of which some are late: numbers, texts, booleans, missing values, days in order. */
  static Frame deliveries(int rows, long seed) {
    var random = new SplittableRandom(seed);
    double[] wind = new double[rows];
    long[] hour = new long[rows];
    boolean[] holiday = new boolean[rows];
    long[] late = new long[rows];
    double[] minutes = new double[rows];
    long[] day = new long[rows];
    var missing = new BitSet();
    var carrier = new StringsBuilder(rows);
    for (int i = 0; i < rows; i++) {
      wind[i] = Math.abs(random.nextGaussian()) * 12;
      hour[i] = random.nextInt(6, 23);
      holiday[i] = random.nextInt(20) == 0;
      int firm = random.nextInt(5);
      carrier.add(
          random.nextInt(40) == 0 ? null : new String[] {"AA", "B6", "DL", "UA", "ÅÄ"}[firm]);
      if (random.nextInt(10) == 0) {
        missing.set(i);
      }
      minutes[i] = wind[i] / 2 + (hour[i] - 12) + (firm == 1 ? 9 : 0) + random.nextGaussian() * 6;
      late[i] = minutes[i] > 12 ? 1 : 0;
      day[i] =
          Instant.parse("2013-01-01T00:00:00Z").getEpochSecond() * 1_000_000L
              + (long) (i * 59.0 * 86_400_000_000.0 / rows);
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("wind", new Column.Doubles(wind, missing));
    columns.put("hour", new Column.Longs(hour, null));
    columns.put("holiday", new Column.Booleans(holiday, null));
    columns.put("carrier", carrier.build());
    columns.put("asked_at", new Column.Times(day, null));
    columns.put("late", new Column.Longs(late, null));
    columns.put("minutes", new Column.Doubles(minutes, null));
    return Frame.of(columns);
  }

  /** The deliveries with a grade of three: early, fair, poor. */
  static Frame graded(int rows, long seed) {
    Frame table = deliveries(rows, seed);
    var grade = new StringsBuilder(rows);
    for (int i = 0; i < rows; i++) {
      double minutes = table.column("minutes").number(i);
      grade.add(minutes < 2 ? "early" : minutes < 12 ? "fair" : "poor");
    }
    return table.with("grade", grade.build());
  }

  /** The same rows in another order. */
  static Frame shuffled(Frame table, long seed) {
    int[] order = IntStream.range(0, table.rows()).toArray();
    var random = new SplittableRandom(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return table.take(order);
  }
}
