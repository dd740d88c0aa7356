package io.noria.dist.demo;

import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The world that the replay plays back: every flight of the year with what an airline's operations
 * centre knew when it asked, and what became of it. The features come from the project's own SQL,
 * which admits only what was known at {@code asked_at}; so computing them here over the whole year
 * gives what a caller would have sent on the day.
 */
final class Year {
  /** Columns of the prepared table that are no features: the caller does not send them. */
  private static final Set<String> NOT_SENT = Set.of("flight_key", "scheduled", "asked_at", "late");

  private final Path folder;
  private final List<Path> months;
  private final Frame features;
  private final int[] byAskedAt;
  private final long[] askedAtMicros;

  private Year(Path folder, List<Path> months, Frame features) {
    this.folder = folder;
    this.months = months;
    this.features = features;
    Column asked = features.column("asked_at");
    // Ties keep the order of the file, so that every replay asks in the same order.
    Integer[] order = new Integer[features.rows()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(asked.number(a), asked.number(b)));
    byAskedAt = Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    askedAtMicros = Arrays.stream(byAskedAt).mapToLong(row -> (long) asked.number(row)).toArray();
  }

  /** Reads the year from the example's folder. */
  static Year open(Engine engine, Path folder) throws IOException {
    List<Path> months = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.resolve("year/flights"), "*.parquet")) {
      files.forEach(months::add);
    }
    months.sort(null);
    String sql = Files.readString(folder.resolve("sql/features.sql"));
    Frame features =
        engine.query(
            sql,
            Map.of(
                "flights", months,
                "weather", List.of(folder.resolve("year/weather.parquet")),
                "planes", List.of(folder.resolve("year/planes.parquet"))));
    return new Year(folder, months, features);
  }

  /** The example's folder. */
  Path folder() {
    return folder;
  }

  /** The year's months, in order. */
  List<YearMonth> months() {
    return months.stream().map(Year::monthOf).toList();
  }

  /** The file of a month. */
  Path file(YearMonth month) {
    return folder.resolve("year/flights/" + month + ".parquet");
  }

  /** A flight as its question crosses the socket, and its label. */
  record Asked(String key, byte[] headers, byte[] body, Instant scheduled, String late) {}

  /** The flights asked about in the stretch of time, in order; the end is not included. */
  List<Asked> asked(Instant from, Instant to) {
    int first = firstAt(micros(from));
    int last = firstAt(micros(to));
    List<Asked> asked = new ArrayList<>(last - first);
    for (int i = first; i < last; i++) {
      asked.add(asked(byAskedAt[i]));
    }
    return asked;
  }

  private Asked asked(int row) {
    String key = text(features.column("flight_key"), row);
    Instant askedAt = Instant.parse(text(features.column("asked_at"), row));
    Instant scheduled = Instant.parse(text(features.column("scheduled"), row));
    Column late = features.column("late");
    String headers = "Noria-Event-Time: " + askedAt + "\r\nNoria-Key: " + key + "\r\n";
    return new Asked(
        key,
        headers.getBytes(StandardCharsets.US_ASCII),
        body(row),
        scheduled,
        late.isNull(row) ? "" : text(late, row));
  }

  private byte[] body(int row) {
    StringBuilder json = new StringBuilder(512).append("{\"features\":{");
    boolean first = true;
    for (String name : features.names()) {
      if (NOT_SENT.contains(name)) {
        continue;
      }
      json.append(first ? "\"" : ",\"").append(name).append("\":");
      first = false;
      Column column = features.column(name);
      if (column.isNull(row)) {
        json.append("null");
      } else if (column instanceof Column.Strings) {
        json.append('"').append(text(column, row)).append('"');
      } else {
        json.append(text(column, row));
      }
    }
    return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The questions of the stretch of time as a table, with their keys. */
  Frame table(Instant from, Instant to) {
    Column asked = features.column("asked_at");
    List<String> columns = new ArrayList<>(List.of("flight_key"));
    features.names().stream().filter(name -> !NOT_SENT.contains(name)).forEach(columns::add);
    return features
        .filter(row -> asked.number(row) >= micros(from) && asked.number(row) < micros(to))
        .select(columns);
  }

  private static String text(Column column, int row) {
    return String.valueOf(column.value(row));
  }

  private int firstAt(long micros) {
    int found = Arrays.binarySearch(askedAtMicros, micros);
    if (found < 0) {
      return -found - 1;
    }
    while (found > 0 && askedAtMicros[found - 1] == micros) {
      found--;
    }
    return found;
  }

  private static YearMonth monthOf(Path file) {
    return YearMonth.parse(file.getFileName().toString().replace(".parquet", ""));
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1000;
  }

  /** Midnight UTC at the month's first day. */
  static Instant startOf(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
