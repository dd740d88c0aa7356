package io.noria.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.Random;

/** A project of made-up orders, small enough to train in seconds. */
final class SmallProject {
  private static final int ROWS = 1200;

  private SmallProject() {}

  /** Writes the folder with the months' data; whether an order comes back follows {@code a}. */
  static Path write(Path folder, YearMonth first, int months) throws IOException {
    Files.createDirectories(folder.resolve("data/orders"));
    Files.createDirectories(folder.resolve("sql"));
    Files.writeString(
        folder.resolve("noria.yaml"),
        """
        project: orders
        data:
          orders: { path: data/orders/*.csv, time: ordered, version: monthly }
        prepare: { sql: sql/features.sql, as_of: ordered, key: order_id }
        target: { column: back, positive: 1, arrives: ordered + 1 day }
        model:
          candidates: [ { train_on: 1 month } ]
          search: { trials: 1, rounds: 10, space: { max_depth: [2, 3] } }
        gates:
          staging: [ { metric: auc, at_least: 0.6 } ]
          champion: [ { beats: champion, on: newest labelled month, resample: day } ]
        """);
    Files.writeString(
        folder.resolve("sql/features.sql"),
        "SELECT order_id, ordered, a, b, shop, back FROM orders;\n");
    for (int i = 0; i < months; i++) {
      YearMonth month = first.plusMonths(i);
      Files.writeString(folder.resolve("data/orders/" + month + ".csv"), orders(month));
    }
    return folder;
  }

  private static String orders(YearMonth month) {
    Random random = new Random(month.hashCode());
    StringBuilder rows = new StringBuilder("order_id,ordered,a,b,shop,back\n");
    LocalDateTime start = month.atDay(1).atStartOfDay();
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextDouble();
      boolean back = random.nextDouble() < 1 / (1 + Math.exp(-8 * (a - 0.5)));
      rows.append(month).append('-').append(i).append(',');
      rows.append(start.plusMinutes(i * 30L).toString().replace('T', ' ')).append(":00,");
      rows.append(a).append(',').append(random.nextDouble()).append(',');
      rows.append(i % 3 == 0 ? "north" : "south").append(',').append(back ? 1 : 0).append('\n');
    }
    return rows.toString();
  }
}
