package io.noria.protocols.http;

import io.noria.base.NoriaException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request, decoded. An empty value counts as missing. */
public final class Query {
  private static final int MOST = 1000;
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Query() {}

  /** Reads {@code a=1&b=2}. */
  static Query parse(@Nullable String raw) {
    Query query = new Query();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    int count = 0;
    int start = 0;
    while (start <= raw.length()) {
      int end = raw.indexOf('&', start);
      end = end < 0 ? raw.length() : end;
      if (end > start) {
        if (++count > MOST) {
          throw NoriaException.invalid("query: more than " + MOST + " parameters");
        }
        query.add(raw.substring(start, end));
      }
      start = end + 1;
    }
    return query;
  }

  private void add(String pair) {
    int equals = pair.indexOf('=');
    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
    values.computeIfAbsent(name, key -> new java.util.ArrayList<>(1)).add(value);
  }

  private static String decode(String raw) {
    return Router.decode(raw.indexOf('+') < 0 ? raw : raw.replace('+', ' '));
  }

  /** The first value. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(orNull(name));
  }

  /** The first value, or null. */
  public @Nullable String orNull(String name) {
    List<String> all = values.get(name);
    return all == null || all.getFirst().isEmpty() ? null : all.getFirst();
  }

  /**
   * The first value.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is missing
   */
  public String require(String name) {
    String value = orNull(name);
    if (value == null) {
      throw NoriaException.invalid("query parameter " + name + ": missing");
    }
    return value;
  }

  /** Every value, in order. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /** The parameters' names, in order. */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** A whole number within bounds. */
  public int number(String name, int otherwise, int low, int high) {
    return (int) number(name, (long) otherwise, low, high);
  }

  /** A whole number within bounds. */
  public long number(String name, long otherwise, long low, long high) {
    String text = orNull(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= low && value <= high) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same answer as for a number out of bounds.
    }
    throw NoriaException.invalid(
        name + ": " + text + " (expected: a whole number from " + low + " to " + high + ")");
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean otherwise) {
    String text = orNull(name);
    return switch (text) {
      case null -> otherwise;
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw NoriaException.invalid(name + ": " + text + " (expected: true or false)");
    };
  }

  /** A moment, or null when it is missing. */
  public @Nullable Instant instant(String name) {
    String text = orNull(name);
    return text == null ? null : Exchange.instant(name, text);
  }
}
