package io.noria.serving;

import io.noria.base.NoriaException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is done again and again.
 *
 * @param name {@code PROJECT/NAME}
 * @param request what is done; {@code {date}}, {@code {month}}, {@code {year}} and {@code {hour}}
 *     in its places stand for the time it is due, {@code {date-1}} and so on for one of them before
 * @param cron when; see {@link io.noria.serving.table.Cron}
 * @param zone whose clock that is
 * @param missed what becomes of times at which no server ran
 */
public record BatchSchedule(
    String name, BatchRequest request, String cron, ZoneId zone, Missed missed) {
  /** What becomes of times at which no server ran. */
  public enum Missed {
    /** The last of them is made up for. */
    LATEST,
    /** Each is made up for, one after another, the last hundred of them. */
    ALL,
    /** They are left out. */
    SKIP;

    /** Lower case: the form in rows and on wires. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Validates. */
  public BatchSchedule {
    io.noria.serving.table.Cron.parse(cron);
  }

  /**
   * The zone of that name.
   *
   * @throws NoriaException INVALID_ARGUMENT when there is none
   */
  public static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT,
          "zone: " + name + " (expected: such as UTC or Europe/Berlin)",
          e);
    }
  }

  /**
   * Where one stands.
   *
   * @param schedule what it says
   * @param next when it is due; null when it never is again
   * @param last when it was due last; null for not yet
   * @param lastBatch the batch that was asked for then; null when none could be
   * @param problem why none could be; null when all is well
   */
  public record State(
      BatchSchedule schedule,
      @Nullable Instant next,
      @Nullable Instant last,
      @Nullable String lastBatch,
      @Nullable String problem) {}
}
