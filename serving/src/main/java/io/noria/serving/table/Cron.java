package io.noria.serving.table;

import io.noria.base.NoriaException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Times by minute, hour, day of the month, month and day of the week, as crontab(5) of POSIX and
 * Vixie have them: {@code *}, numbers, names of months and days, ranges, steps and lists; where both
 * days are restricted either will do. Also {@code @hourly}, {@code @daily}, {@code @weekly}, {@code
 * @monthly}, {@code @yearly}. A time that a change of the clock leaves out comes as much later; one
 * that comes twice counts the first time.
 */
public final class Cron {
  private static final Map<String, String> WORDS =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /** The 29th of February on a certain day of the week comes every 28 years, or 40. */
  private static final int YEARS = 41;

  private final String text;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean anyDay;
  private final boolean anyWeekday;

  private Cron(String text, String[] fields) {
    this.text = text;
    this.minutes = set(fields[0], 0, 59, List.of());
    this.hours = set(fields[1], 0, 23, List.of());
    this.days = set(fields[2], 1, 31, List.of());
    this.months = set(fields[3], 1, 12, MONTHS);
    this.weekdays = set(fields[4], 0, 7, DAYS);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    this.anyDay = fields[2].startsWith("*");
    this.anyWeekday = fields[4].startsWith("*");
  }

  /**
   * Reads it.
   *
   * @throws NoriaException INVALID_ARGUMENT when it has another form or no such time ever comes
   */
  public static Cron parse(String text) {
    String plain = WORDS.getOrDefault(text.strip().toLowerCase(Locale.ROOT), text.strip());
    String[] fields = plain.toLowerCase(Locale.ROOT).split("\\s+");
    if (fields.length != 5) {
      throw wrong(text, "five fields: minute hour day month weekday, such as 0 3 * * *");
    }
    Cron cron = new Cron(text, fields);
    Instant leap = Instant.parse("2000-01-01T00:00:00Z");
    if (cron.next(leap, ZoneId.of("UTC")).isEmpty()) {
      throw wrong(text, "a time that comes");
    }
    return cron;
  }

  private static NoriaException wrong(String text, String expected) {
    return NoriaException.invalid("cron: " + text + " (expected: " + expected + ")");
  }

  private BitSet set(String field, int least, int most, List<String> names) {
    BitSet set = new BitSet();
    for (String part : field.split(",", -1)) {
      String[] stepped = part.split("/", -1);
      int step = stepped.length == 2 ? number(stepped[1], 1, most, List.of()) : 1;
      String[] ends = stepped[0].split("-", -1);
      boolean any = stepped[0].equals("*");
      if (stepped.length > 2 || ends.length > 2) {
        throw wrong(text, "*, numbers, a-b, a-b/step, with commas between");
      }
      int from = any ? least : number(ends[0], least, most, names);
      int to =
          any || (ends.length == 1 && stepped.length == 2)
              ? most
              : number(ends[ends.length - 1], least, most, names);
      if (from > to) {
        throw wrong(text, part + " to begin before it ends");
      }
      for (int value = from; value <= to; value += step) {
        set.set(value);
      }
    }
    return set;
  }

  private int number(String word, int least, int most, List<String> names) {
    int place = names.indexOf(word);
    if (place >= 0) {
      return place + least;
    }
    int number = word.matches("\\d{1,2}") ? Integer.parseInt(word) : -1;
    if (number < least || number > most) {
      throw wrong(text, "'%s' to be from %d to %d".formatted(word, least, most));
    }
    return number;
  }

  /** The first such time after the moment; empty when none comes in decades. */
  public Optional<Instant> next(Instant after, ZoneId zone) {
    LocalDateTime time =
        after.atZone(zone).toLocalDateTime().truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    LocalDateTime last = time.plusYears(YEARS);
    while (time.isBefore(last)) {
      if (!months.get(time.getMonthValue())) {
        time = time.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay();
      } else if (!day(time)) {
        time = time.toLocalDate().plusDays(1).atStartOfDay();
      } else if (!hours.get(time.getHour())) {
        time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.get(time.getMinute()) || !instant(time, zone).isAfter(after)) {
        time = time.plusMinutes(1);
      } else {
        return Optional.of(instant(time, zone));
      }
    }
    return Optional.empty();
  }

  private static Instant instant(LocalDateTime time, ZoneId zone) {
    return time.atZone(zone).toInstant();
  }

  private boolean day(LocalDateTime time) {
    boolean month = days.get(time.getDayOfMonth());
    boolean week = weekdays.get(time.getDayOfWeek().getValue() % 7);
    return anyDay || anyWeekday ? month && week : month || week;
  }
}
