package io.noria.serving.log;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.serving.PredictionLog.Answered;
import io.noria.storage.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what each version answered. Not thread-safe. */
final class Tally {
  /** The columns of a sealed part that it needs. */
  static final List<String> COLUMNS = List.of("model", "version", "event_time");

  private final Map<Version, long[]> counts = new LinkedHashMap<>();

  private record Version(String model, int version) {}

  private record Row(String model, int version, long predictions, long first, long last) {}

  /** Adds the rows of a part in memory. */
  void add(Part.View view) {
    for (int row = 0; row < view.rows(); row++) {
      long at = view.eventMs()[row];
      add(view.models().get(view.model()[row]), view.version()[row], 1, at, at);
    }
  }

  /** Adds the rows of a sealed part, read as {@link #COLUMNS}. */
  void add(Frame frame) {
    Column.Strings models = frame.strings("model");
    Column.Longs versions = frame.longs("version");
    Column.Times times = frame.times("event_time");
    for (int row = 0; row < frame.rows(); row++) {
      long at = times.micros(row) / 1000;
      add(String.valueOf(models.get(row)), (int) versions.get(row), 1, at, at);
    }
  }

  /** Adds what {@link #toJson} has written. */
  void add(String json) {
    for (Row row : Json.readList(json, Row.class)) {
      add(row.model(), row.version(), row.predictions(), row.first(), row.last());
    }
  }

  private void add(String model, int version, long predictions, long first, long last) {
    long[] count =
        counts.computeIfAbsent(
            new Version(model, version), _ -> new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE});
    count[0] += predictions;
    count[1] = Math.min(count[1], first);
    count[2] = Math.max(count[2], last);
  }

  /** The counts as text. */
  String toJson() {
    return Json.write(
        counts.entrySet().stream()
            .map(entry -> {
              long[] count = entry.getValue();
              Version of = entry.getKey();
              return new Row(of.model(), of.version(), count[0], count[1], count[2]);
            })
            .toList());
  }

  /** The counts, in the order in which the versions came. */
  List<Answered> answered() {
    return counts.entrySet().stream()
        .map(entry -> {
          long[] count = entry.getValue();
          return new Answered(
              entry.getKey().model(),
              entry.getKey().version(),
              count[0],
              Instant.ofEpochMilli(count[1]),
              Instant.ofEpochMilli(count[2]));
        })
        .toList();
  }
}
