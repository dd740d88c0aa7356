package io.noria.project.wheel;

import io.noria.datasets.DatasetVersion;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Versioning;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of the data's time that trains or judges as a whole: a version by period, or a part by
 * the calendar of a version that holds everything.
 *
 * @param label what it is called: {@code 2013-04}
 * @param start its first moment by the calendar in UTC
 * @param from the first event time of its rows
 * @param to the last event time of its rows, included
 * @param version the data version that it is in
 */
record Period(String label, Instant start, Instant from, Instant to, DatasetVersion version) {
  /** The label of the period that the moment is in. */
  static String label(Versioning versioning, Instant moment) {
    LocalDate day = moment.atOffset(ZoneOffset.UTC).toLocalDate();
    return switch (versioning) {
      case WHOLE -> "all";
      case DAILY -> day.toString();
      case WEEKLY ->
          "%04d-W%02d"
              .formatted(
                  day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case MONTHLY -> YearMonth.from(day).toString();
      case YEARLY -> Year.from(day).toString();
    };
  }

  /** The first moment of the period with the label; empty when it is no such label. */
  static Optional<Instant> start(Versioning versioning, String label) {
    try {
      LocalDate day =
          switch (versioning) {
            case WHOLE -> throw new DateTimeException("no period");
            case DAILY -> LocalDate.parse(label);
            case WEEKLY -> LocalDate.parse(label + "-1", DateTimeFormatter.ISO_WEEK_DATE);
            case MONTHLY -> YearMonth.parse(label).atDay(1);
            case YEARLY -> Year.parse(label).atDay(1);
          };
      return Optional.of(midnight(day));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The periods of the versions, oldest first; those without event time are in none. */
  static List<Period> of(Source source, List<DatasetVersion> versions) {
    var periods = new ArrayList<Period>();
    for (DatasetVersion version : versions) {
      Instant from = version.from();
      Instant to = version.to();
      if (from == null || to == null) {
        continue;
      }
      if (source.version() == Versioning.WHOLE) {
        periods.addAll(parts(source.period(), version, from, to));
      } else {
        Instant start = start(source.version(), version.label()).orElse(from);
        periods.add(new Period(version.label(), start, from, to, version));
      }
    }
    periods.sort(Comparator.comparing(Period::start));
    return List.copyOf(periods);
  }

  /** Cuts a version that holds everything by the calendar. */
  static List<Period> parts(Versioning unit, DatasetVersion version, Instant from, Instant to) {
    var parts = new ArrayList<Period>();
    LocalDate day = first(unit, from.atOffset(ZoneOffset.UTC).toLocalDate());
    while (!midnight(day).isAfter(to)) {
      LocalDate following = next(unit, day);
      Instant start = midnight(day);
      Instant end = midnight(following).minusNanos(1000);
      parts.add(
          new Period(
              label(unit, start),
              start,
              from.isAfter(start) ? from : start,
              to.isBefore(end) ? to : end,
              version));
      day = following;
    }
    return parts;
  }

  private static LocalDate first(Versioning unit, LocalDate day) {
    return switch (unit) {
      case WHOLE -> throw new IllegalStateException("everything is no part");
      case DAILY -> day;
      case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTHLY -> day.withDayOfMonth(1);
      case YEARLY -> day.withDayOfYear(1);
    };
  }

  private static LocalDate next(Versioning unit, LocalDate day) {
    return switch (unit) {
      case WHOLE -> throw new IllegalStateException("everything is no part");
      case DAILY -> day.plusDays(1);
      case WEEKLY -> day.plusWeeks(1);
      case MONTHLY -> day.plusMonths(1);
      case YEARLY -> day.plusYears(1);
    };
  }
}
