package io.noria.project.init;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows that judge a model.
 *
 * @param rows about how many
 * @param resample what the bootstrap draws, so that there are enough of them
 */
record Judging(long rows, String resample) {
  private static final int ENOUGH = 15;
  private static final double HOLDOUT = 0.2;

  static Judging of(long rows, @Nullable TimeLook time) {
    if (time == null) {
      return new Judging(Math.round(rows * HOLDOUT), "row");
    }
    double[] moments = time.look().sampled().numbers();
    LocalDate newest = time.cadence().start(moments[moments.length - 1]);
    double from = newest.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1e6;
    double[] last = Arrays.stream(moments).filter(moment -> moment >= from).toArray();
    long days = Arrays.stream(last).mapToLong(m -> (long) (m / 86_400e6)).distinct().count();
    long hours = Arrays.stream(last).mapToLong(m -> (long) (m / 3_600e6)).distinct().count();
    return new Judging(
        Math.max(1, Math.round(rows * last.length / (double) moments.length)),
        days >= ENOUGH ? "day" : hours >= ENOUGH && hours < last.length / 2 ? "hour" : "row");
  }
}
