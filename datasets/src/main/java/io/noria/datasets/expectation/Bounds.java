package io.noria.datasets.expectation;

import io.noria.base.NoriaException;
import io.noria.engine.ColumnType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An interval, both ends included; an open end is null.
 *
 * @param low a number, or for timestamps a day or an instant (ISO-8601), as text
 * @param high likewise
 */
public record Bounds(@Nullable String low, @Nullable String high) {
  /** Validates. */
  public Bounds {
    if (low == null && high == null) {
      throw NoriaException.invalid("interval: open at both ends (expected: at least one end)");
    }
  }

  /** For people: {@code between 1 and 2}, {@code at least 1}, {@code at most 2}. */
  public String text() {
    if (low == null) {
      return "at most " + high;
    }
    return high == null ? "at least " + low : "between " + low + " and " + high;
  }

  static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static Optional<Instant> moment(String text) {
    try {
      return Optional.of(
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Stream<String> ends() {
    return Stream.of(Optional.ofNullable(low), Optional.ofNullable(high)).flatMap(Optional::stream);
  }

  boolean isNumeric() {
    return ends().allMatch(end -> number(end).isPresent());
  }

  private boolean isMoment() {
    return ends().allMatch(end -> moment(end).isPresent());
  }

  boolean isEmpty() {
    if (low == null || high == null) {
      return false;
    }
    if (isNumeric()) {
      return number(low).orElseThrow().compareTo(number(high).orElseThrow()) > 0;
    }
    return !isMoment() || moment(low).orElseThrow().isAfter(moment(high).orElseThrow());
  }

  /** Whether the number lies inside; NaN does not. */
  boolean contains(double value) {
    return (low == null || value >= Double.parseDouble(low))
        && (high == null || value <= Double.parseDouble(high));
  }

  /** The condition that a value breaks; empty when a column of that type has no such interval. */
  Optional<String> outside(String column, ColumnType type) {
    boolean fits = type == ColumnType.TIMESTAMP ? isMoment() : type.isNumeric() && isNumeric();
    if (!fits) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(condition(column, " < ", low, type), condition(column, " > ", high, type))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" OR ")));
  }

  private static Optional<String> condition(
      String column, String compared, @Nullable String end, ColumnType type) {
    if (end == null) {
      return Optional.empty();
    }
    String literal =
        type == ColumnType.TIMESTAMP
            ? "make_timestamp(" + micros(moment(end).orElseThrow()) + ")"
            : number(end).orElseThrow().toPlainString();
    return Optional.of(column + compared + literal);
  }

  private static long micros(Instant instant) {
    return java.time.temporal.ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
