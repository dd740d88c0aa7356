package io.noria.cli;

import io.noria.base.NoriaException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as people say them. Pure. */
final class Moments {
  private static final DateTimeFormatter SAID =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

  private Moments() {}

  /**
   * A moment with an offset, a local time of the zone, or a day: the end of it in the zone. Between
   * date and time may be a T or a space.
   *
   * @throws NoriaException INVALID_ARGUMENT
   */
  static Instant parse(String text, ZoneId zone) {
    String iso = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T");
    try {
      if (iso.length() == 10) {
        return LocalDate.parse(iso).plusDays(1).atStartOfDay(zone).toInstant().minusMillis(1);
      }
      boolean offset =
          iso.endsWith("Z") || iso.endsWith("z") || iso.substring(10).matches(".*[+-]\\d.*");
      return offset
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).atZone(zone).toInstant();
    } catch (DateTimeException | StringIndexOutOfBoundsException e) {
      throw NoriaException.invalid(
          "time: " + text + " (expected: 2026-11-27T14:03, 2026-11-27T14:03+01:00 or 2026-11-27)");
    }
  }

  /** The moment in the zone, with its offset and the zone's name; what is none as it is. */
  static String said(String instant, ZoneId zone) {
    try {
      return SAID.format(Instant.parse(instant).atZone(zone)) + " " + zone.getId();
    } catch (DateTimeException e) {
      return instant;
    }
  }
}
