package io.noria.serving;

import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a deployment beside who answers it.
 *
 * @param stage a word for where it stands, such as {@code staging} or {@code production}; null for
 *     none
 * @param limit what each caller may ask; null for as much as it likes
 * @param cache which answers are kept for the same question; null for none
 */
public record DeploymentTerms(
    @Nullable String stage, @Nullable CallerLimit limit, @Nullable CacheBounds cache) {
  /** Nothing. */
  public static final DeploymentTerms NONE = new DeploymentTerms(null, null, null);

  private static final Pattern STAGE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,39}");

  /**
   * What each caller may ask: by the name of its token, or without tokens by its address (of IPv6
   * the first 64 bits).
   *
   * @param perSecond requests a second; null for not limited
   * @param burst requests at once; they are there again at {@code perSecond}
   * @param rowsPerDay rows in a day of UTC; null for not limited
   */
  public record CallerLimit(@Nullable Double perSecond, int burst, @Nullable Long rowsPerDay) {
    /** Validates. */
    public CallerLimit {
      if (perSecond != null && !(perSecond > 0 && perSecond <= 1e6)) {
        throw NoriaException.invalid(
            "per_second: " + perSecond + " (expected: above 0, at most 1000000)");
      }
      if (burst < 1 || burst > 1_000_000) {
        throw NoriaException.invalid("burst: " + burst + " (expected: 1 to 1000000)");
      }
      if (rowsPerDay != null && rowsPerDay < 1) {
        throw NoriaException.invalid("rows_per_day: " + rowsPerDay + " (expected: 1 or more)");
      }
    }
  }

  /**
   * Which answers are kept.
   *
   * @param bytes of memory at most, on each server
   * @param age after which an answer is worked out anew
   */
  public record CacheBounds(long bytes, Duration age) {
    private static final long MOST = 64L << 30;

    /** Validates. */
    public CacheBounds {
      if (bytes < 1024 || bytes > MOST) {
        throw NoriaException.invalid("max_bytes: " + bytes + " (expected: 1024 to " + MOST + ")");
      }
      if (age.isNegative() || age.isZero() || age.compareTo(Duration.ofDays(365)) > 0) {
        throw NoriaException.invalid(
            "max_age_s: " + age.toMillis() / 1e3 + " (expected: above 0, at most a year)");
      }
    }
  }

  /** Validates. */
  public DeploymentTerms {
    if (stage != null && !STAGE.matcher(stage).matches()) {
      throw NoriaException.invalid(
          "stage: '"
              + (stage.length() > 60 ? stage.substring(0, 60) + "…" : stage)
              + "' (expected: up to 40 lower-case letters, digits, . _ -, such as staging)");
    }
  }
}
