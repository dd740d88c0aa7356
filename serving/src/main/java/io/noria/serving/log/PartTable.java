package io.noria.serving.log;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.engine.parquet.ParquetColumn;
import io.noria.serving.log.Part.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A part as a table, as it is sealed: {@code id}, {@code key}, {@code event_time}, {@code
 * recorded_at}, {@code model}, {@code version}, {@code repeat}, {@code score}, {@code predicted},
 * {@code latency_ns}, and each feature as {@code feature.NAME}.
 */
final class PartTable {
  private static final String FEATURE = "feature.";

  private PartTable() {}

  /** The part's columns; to be written while it is being read. */
  static List<ParquetColumn> columns(PartSchema schema, View view) {
    int rows = view.rows();
    List<ParquetColumn> columns = new ArrayList<>();
    columns.add(new ParquetColumn.Uuids("id", view.idHigh(), view.idLow()));
    columns.add(new ParquetColumn.Texts("key", view.key()));
    columns.add(new ParquetColumn.Millis("event_time", view.eventMs()));
    columns.add(new ParquetColumn.Millis("recorded_at", view.recordedMs()));
    columns.add(new ParquetColumn.Codes("model", view.model(), view.models()));
    long[] versions = new long[rows];
    Arrays.setAll(versions, row -> view.version()[row]);
    columns.add(new ParquetColumn.Longs("version", versions));
    columns.add(new ParquetColumn.Booleans("repeat", view.repeat()));
    columns.add(new ParquetColumn.Doubles("score", view.score(), false));
    columns.add(new ParquetColumn.Doubles("predicted", view.predicted(), false));
    columns.add(new ParquetColumn.Longs("latency_ns", view.latency()));
    for (int column = 0; column < schema.size(); column++) {
      String name = FEATURE + schema.features().get(column).name();
      columns.add(
          schema.text(column)
              ? new ParquetColumn.Codes(name, view.codes()[column], view.texts().get(column))
              : new ParquetColumn.Doubles(name, view.numbers()[column], true));
    }
    return columns;
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
      double[] values = new double[features.length];
      for (int column = 0; column < features.length; column++) {
        if (schema.text(column)) {
          String text = ((Column.Strings) features[column]).get(row);
          values[column] = text == null ? Double.NaN : part.textPlace(column, text);
        } else {
          values[column] = features[column].number(row);
        }
      }
      String key = keys.get(row);
      part.add(
          new PartRows(
              1,
              part.modelPlace(String.valueOf(models.get(row))),
              (int) versions.get(row),
              id.getMostSignificantBits(),
              id.getLeastSignificantBits(),
              new long[] {events.micros(row) / 1000},
              recorded.micros(row) / 1000,
              latency.get(row),
              key == null ? null : new String[] {key},
              repeats.get(row) ? new boolean[] {true} : null,
              new double[] {scores.get(row)},
              new double[] {predicted.get(row)},
              values));
    }
    return part;
  }
}
