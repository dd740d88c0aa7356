package io.noria.serving.log;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import io.noria.serving.log.Part.View;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.UUID;

/**
 * A part as a table, as it is sealed: {@code id}, {@code key}, {@code event_time}, {@code
 * recorded_at}, {@code model}, {@code version}, {@code repeat}, {@code score}, {@code predicted},
 * {@code latency_ns}, and each feature as {@code feature.NAME}.
 */
final class PartTable {
  private static final String FEATURE = "feature.";

  private PartTable() {}

  static Frame write(Part part) {
    return part.read(view -> frame(part.schema(), view));
  }

  private static Frame frame(PartSchema schema, View view) {
    int rows = view.rows();
    var columns = new LinkedHashMap<String, Column>();
    var ids = new StringsBuilder(rows);
    var keys = new StringsBuilder(rows);
    var models = new StringsBuilder(rows);
    for (int row = 0; row < rows; row++) {
      ids.add(new UUID(view.idHigh()[row], view.idLow()[row]).toString());
      keys.add(view.key()[row]);
      models.add(view.models().get(view.model()[row]));
    }
    columns.put("id", ids.build());
    columns.put("key", keys.build());
    columns.put("event_time", times(view.eventMs(), rows));
    columns.put("recorded_at", times(view.recordedMs(), rows));
    columns.put("model", models.build());
    long[] versions = new long[rows];
    Arrays.setAll(versions, row -> view.version()[row]);
    columns.put("version", new Column.Longs(versions, null));
    columns.put("repeat", new Column.Booleans(Arrays.copyOf(view.repeat(), rows), null));
    columns.put("score", new Column.Doubles(Arrays.copyOf(view.score(), rows), null));
    columns.put("predicted", new Column.Doubles(Arrays.copyOf(view.predicted(), rows), null));
    columns.put("latency_ns", new Column.Longs(Arrays.copyOf(view.latency(), rows), null));
    for (int column = 0; column < schema.size(); column++) {
      String name = FEATURE + schema.features().get(column).name();
      if (schema.text(column)) {
        int[] codes = Arrays.copyOf(view.codes()[column], rows);
        columns.put(name, new Column.Strings(codes, view.texts().get(column)));
      } else {
        columns.put(name, numbers(view.numbers()[column], rows));
      }
    }
    return Frame.of(columns);
  }

  private static Column numbers(double[] values, int rows) {
    var missing = new java.util.BitSet();
    double[] copy = Arrays.copyOf(values, rows);
    for (int row = 0; row < rows; row++) {
      if (Double.isNaN(copy[row])) {
        missing.set(row);
      }
    }
    return new Column.Doubles(copy, missing);
  }

  private static Column times(long[] millis, int rows) {
    long[] micros = new long[rows];
    Arrays.setAll(micros, row -> millis[row] * 1000);
    return new Column.Times(micros, null);
  }

  static Part read(String name, PartSchema schema, Frame frame) {
    var part = new Part(name, schema);
    Column.Strings ids = frame.strings("id");
    Column.Strings keys = frame.strings("key");
    Column.Times events = frame.times("event_time");
    Column.Times recorded = frame.times("recorded_at");
    Column.Strings models = frame.strings("model");
    Column.Longs versions = frame.longs("version");
    Column.Booleans repeats = frame.booleans("repeat");
    Column.Doubles scores = frame.doubles("score");
    Column.Doubles predicted = frame.doubles("predicted");
    Column.Longs latency = frame.longs("latency_ns");
    Column[] features = new Column[schema.size()];
    for (int column = 0; column < features.length; column++) {
      features[column] = frame.column(FEATURE + schema.features().get(column).name());
    }
    for (int row = 0; row < frame.rows(); row++) {
      UUID id = UUID.fromString(String.valueOf(ids.get(row)));
      double[] numbers = new double[features.length];
      int[] codes = new int[features.length];
      for (int column = 0; column < features.length; column++) {
        if (schema.text(column)) {
          String text = ((Column.Strings) features[column]).get(row);
          codes[column] = text == null ? -1 : part.textPlace(column, text);
        } else {
          numbers[column] = features[column].number(row);
        }
      }
      part.add(
          new PartRow(
              id.getMostSignificantBits(),
              id.getLeastSignificantBits(),
              events.micros(row) / 1000,
              recorded.micros(row) / 1000,
              latency.get(row),
              part.modelPlace(String.valueOf(models.get(row))),
              (int) versions.get(row),
              repeats.get(row),
              scores.get(row),
              predicted.get(row),
              keys.get(row),
              numbers,
              0,
              codes));
    }
    return part;
  }
}
