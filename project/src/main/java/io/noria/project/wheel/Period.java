package io.noria.project.wheel;

import io.noria.datasets.DatasetVersion;
import io.noria.project.ProjectSpec.Versioning;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of the data's time that trains or judges as a whole: a version by period, or a calendar
 * month of a version that holds everything.
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
            case MONTHLY -> YearMonth.parse(label).atDay(1);
            case YEARLY -> Year.parse(label).atDay(1);
          };
      return Optional.of(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The periods of the versions, oldest first; those without event time are in none. */
  static List<Period> of(Versioning versioning, List<DatasetVersion> versions) {
    var periods = new ArrayList<Period>();
    for (DatasetVersion version : versions) {
      Instant from = version.from();
      Instant to = version.to();
      if (from == null || to == null) {
        continue;
      }
      if (versioning == Versioning.WHOLE) {
        months(version, from, to, periods);
      } else {
        Instant start = start(versioning, version.label()).orElse(from);
        periods.add(new Period(version.label(), start, from, to, version));
      }
    }
    periods.sort(java.util.Comparator.comparing(Period::start));
    return List.copyOf(periods);
  }

  private static void months(
      DatasetVersion version, Instant from, Instant to, List<Period> periods) {
    YearMonth last = YearMonth.from(to.atOffset(ZoneOffset.UTC));
    YearMonth month = YearMonth.from(from.atOffset(ZoneOffset.UTC));
    while (!month.isAfter(last)) {
      Instant start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant next = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant end = next.minusNanos(1000);
      periods.add(
          new Period(
              month.toString(),
              start,
              from.isAfter(start) ? from : start,
              to.isBefore(end) ? to : end,
              version));
      month = month.plusMonths(1);
    }
  }
}
