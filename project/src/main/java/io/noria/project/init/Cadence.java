package io.noria.project.init;

import io.noria.project.Span;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;

/** The stretch of time that trains or judges as a whole. */
enum Cadence {
  DAY("daily", 28, "20h", "1 day", "3 days"),
  WEEK("weekly", 12, "5 days", "1 day", "7 days"),
  MONTH("monthly", 12, "20 days", "1 week", "14 days"),
  YEAR("yearly", 20, "180 days", "1 month", "90 days");

  private final String version;
  private final int mostPeriods;
  private final String coolDown;
  private final String window;
  private final String over;

  Cadence(String version, int mostPeriods, String coolDown, String window, String over) {
    this.version = version;
    this.mostPeriods = mostPeriods;
    this.coolDown = coolDown;
    this.window = window;
    this.over = over;
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As a source's {@code version}. */
  String version() {
    return version;
  }

  /** At most so many periods train. */
  int mostPeriods() {
    return mostPeriods;
  }

  /** Between turns of the wheel. */
  String coolDown() {
    return coolDown;
  }

  /** What is watched at a time. */
  String window() {
    return window;
  }

  /** How long performance must be low. */
  String over() {
    return over;
  }

  /** So many of them. */
  Span span(int amount) {
    return new Span(amount, Span.Unit.valueOf(name()));
  }

  /** The first day of the period that the microsecond is in. */
  LocalDate start(double micros) {
    LocalDate day =
        Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC).toLocalDate();
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
      case YEAR -> day.withDayOfYear(1);
    };
  }

  /** The first day of the next period. */
  LocalDate next(LocalDate start) {
    return switch (this) {
      case DAY -> start.plusDays(1);
      case WEEK -> start.plusWeeks(1);
      case MONTH -> start.plusMonths(1);
      case YEAR -> start.plusYears(1);
    };
  }

  /** How many periods hold any of the moments. */
  int filled(double[] micros) {
    return (int) Arrays.stream(micros).mapToObj(this::start).distinct().count();
  }
}
