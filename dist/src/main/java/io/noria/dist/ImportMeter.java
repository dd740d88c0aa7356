package io.noria.dist;

import io.noria.importing.ImportProgress;
import io.noria.importing.Survey;
import java.util.Locale;

/**
 * Says how far an import is and how long it will go on. Of points and records it believes those
 * that are further: what was passed over because it came before counts among the records alone.
 */
final class ImportMeter implements ImportProgress {
  private static final long LEAST_NANOS = 3_000_000_000L;

  private final ProgressLine line;
  private final Survey survey;
  private final long began = System.nanoTime();

  ImportMeter(ProgressLine line, Survey survey) {
    this.line = line;
    this.survey = survey;
  }

  @Override
  public synchronized void at(long records, long points, long bytes) {
    long all =
        survey.experiments()
            + survey.runs()
            + survey.models()
            + survey.versions()
            + survey.traces();
    boolean byPoints =
        survey.points() > 0
            && (double) points / survey.points() >= (double) records / Math.max(1, all);
    long done = byPoints ? points : Math.min(records, all);
    long whole = byPoints ? survey.points() : all;
    line.at(text(records, points, bytes, left(done, whole)), done, whole);
  }

  private long left(long done, long whole) {
    long elapsed = System.nanoTime() - began;
    return elapsed < LEAST_NANOS || done == 0
        ? -1
        : (long) ((double) elapsed / done * (whole - done) / 1e9);
  }

  /**
   * What stands before the bar.
   *
   * @param seconds that it will go on; below 0 when that cannot be told yet
   */
  static String text(long records, long points, long bytes, long seconds) {
    String text = String.format(Locale.ROOT, "%,d records, %,d points", records, points);
    if (bytes > 0) {
      text += ", " + Sizes.bytes(bytes);
    }
    if (seconds >= 0) {
      text += seconds < 90 ? ", " + seconds + " s left" : ", " + (seconds + 30) / 60 + " min left";
    }
    return text;
  }
}
