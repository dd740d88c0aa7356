package io.noria.dist.serve;

import io.noria.serving.BatchProgress;
import io.noria.serving.table.TableBatch;
import java.util.Locale;

/** How far a batch is, and what it came to, in words. */
final class Far {
  private Far() {}

  /** What stands before the bar. */
  static String text(BatchProgress far, long nanos) {
    double seconds = Math.max(1e-9, nanos / 1e9);
    double perSecond = (far.rows() - far.kept()) / seconds;
    String files =
        far.files() > 1
            ? String.format(Locale.ROOT, "%,d/%,d files, ", far.filesDone(), far.files())
            : "";
    return files
        + String.format(Locale.ROOT, "%,.0f rows/s, %s left", perSecond, left(far, seconds));
  }

  /** About how many rows there are; 0 as long as nobody knows. */
  static long all(BatchProgress far) {
    return far.share() <= 0 ? 0 : Math.round(far.rows() / far.share());
  }

  private static String left(BatchProgress far, double seconds) {
    if (far.share() <= 0 || far.rows() == 0) {
      return "?";
    }
    // What a former try did took none of this one's time.
    double fresh = far.share() * (far.rows() - far.kept()) / far.rows();
    if (fresh <= 0) {
      return "?";
    }
    long left = Math.round(seconds * (1 - far.share()) / fresh);
    return left < 90 ? left + " s" : (left + 30) / 60 + " min";
  }

  /** The last line. */
  static String done(TableBatch.Done done, double seconds, String out) {
    return String.format(
        Locale.ROOT,
        "%,d rows%s in %.1f s%s%s: %s",
        done.rows(),
        done.files() > 1 ? String.format(Locale.ROOT, " of %,d files", done.files()) : "",
        seconds,
        done.kept() > 0 ? String.format(Locale.ROOT, ", %,d of them before", done.kept()) : "",
        done.refused() > 0
            ? String.format(Locale.ROOT, ", %,d with a wrong value got null", done.refused())
            : "",
        out);
  }
}
