package io.noria.project;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of time as people write it: {@code 6 months}, {@code 14 days}, {@code 12h}.
 *
 * @param amount how many; 0 or more
 * @param unit of what
 */
public record Span(int amount, Unit unit) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,6})\\s*([A-Za-z]+)", Pattern.CASE_INSENSITIVE);

  /** The units. */
  public enum Unit {
    /** 60 seconds. */
    MINUTE(ChronoUnit.MINUTES, "m", "min"),
    /** 60 minutes. */
    HOUR(ChronoUnit.HOURS, "h", "hr"),
    /** 24 hours. */
    DAY(ChronoUnit.DAYS, "d", "day"),
    /** 7 days. */
    WEEK(ChronoUnit.WEEKS, "w", "week"),
    /** A calendar month in UTC. */
    MONTH(ChronoUnit.MONTHS, "mo", "month"),
    /** A calendar year in UTC. */
    YEAR(ChronoUnit.YEARS, "y", "year");

    private final ChronoUnit unit;
    private final String mark;
    private final String shortName;

    Unit(ChronoUnit unit, String mark, String shortName) {
      this.unit = unit;
      this.mark = mark;
      this.shortName = shortName;
    }

    private boolean named(String text) {
      String word = name().toLowerCase(Locale.ROOT);
      return text.equals(mark)
          || text.equals(shortName)
          || text.equals(word)
          || text.equals(word + "s");
    }
  }

  /** Reads the text; empty when it is not a stretch of time. */
  public static Optional<Span> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (matcher.matches()) {
      String name = matcher.group(2).toLowerCase(Locale.ROOT);
      for (Unit unit : Unit.values()) {
        if (unit.named(name)) {
          return Optional.of(new Span(Integer.parseInt(matcher.group(1)), unit));
        }
      }
    }
    return Optional.empty();
  }

  /** The moment so long before, by the calendar in UTC. */
  public Instant before(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).minus(amount, unit.unit).toInstant();
  }

  /** The moment so long after, by the calendar in UTC. */
  public Instant after(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).plus(amount, unit.unit).toInstant();
  }

  /** Its length; months count 30 days and years 365. */
  public Duration length() {
    return switch (unit) {
      case MONTH -> Duration.ofDays(30L * amount);
      case YEAR -> Duration.ofDays(365L * amount);
      case MINUTE, HOUR, DAY, WEEK ->
          Duration.of(amount, ChronoUnit.MINUTES).multipliedBy(minutes());
    };
  }

  private long minutes() {
    return switch (unit) {
      case MINUTE -> 1;
      case HOUR -> 60;
      case DAY -> 24 * 60;
      case WEEK -> 7 * 24 * 60;
      case MONTH, YEAR -> throw new IllegalStateException(unit + " has no fixed length");
    };
  }

  @Override
  public String toString() {
    return amount + " " + unit.name().toLowerCase(Locale.ROOT) + (amount == 1 ? "" : "s");
  }
}
