package io.noria.training.child;

import java.io.PrintStream;
import java.util.Locale;

/** The lines that the trainer writes for its parent: one JSON object each, at once. Thread-safe. */
final class Report {
  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void round(
      int trial,
      int round,
      String lossName,
      double train,
      double validation,
      String metric,
      double decisive) {
    line(
        "{\"type\":\"round\",\"trial\":%d,\"round\":%d,\"loss\":\"%s\",\"train\":%s,"
            + "\"validation\":%s,\"metric\":\"%s\",\"value\":%s}",
        trial, round, lossName, number(train), number(validation), metric, number(decisive));
  }

  void trial(int trial, int rounds, double value, double seconds) {
    line(
        "{\"type\":\"trial\",\"trial\":%d,\"rounds\":%d,\"value\":%s,\"seconds\":%s}",
        trial, rounds, number(value), number(seconds));
  }

  void best(int trial, int rounds, double seconds) {
    line(
        "{\"type\":\"best\",\"trial\":%d,\"rounds\":%d,\"seconds\":%s}",
        trial, rounds, number(seconds));
  }

  private void line(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values) + "\n";
    synchronized (out) {
      out.print(line);
      out.flush();
    }
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "null";
  }
}
