package io.noria.engine.duckdb;

import io.noria.engine.Column;
import io.noria.engine.ColumnType;
import io.noria.engine.Field;
import io.noria.engine.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/** A frame as a table function: DuckDB pulls its rows, chunk by chunk, on one thread. */
final class FrameTable implements DuckDBTableFunction<Object, FrameTable.Cursor, Object> {
  /** The function's name in SQL. */
  static final String NAME = "noria_frame";

  private final Frame frame;
  private final Runnable mayGoOn;

  FrameTable(Frame frame, Runnable mayGoOn) {
    this.frame = frame;
    this.mayGoOn = mayGoOn;
  }

  /** How far one scan has come. */
  static final class Cursor {
    private final List<Source> sources;
    private int row;

    private Cursor(List<Source> sources) {
      this.sources = sources;
    }
  }

  /** The SELECT of all rows; timestamps cross as numbers. */
  static String select(Frame frame) {
    String columns =
        frame.fields().stream()
            .map(field -> {
              String name = Sql.name(field.name());
              return field.type() == ColumnType.TIMESTAMP
                  ? "make_timestamp(" + name + ") AS " + name
                  : name;
            })
            .collect(Collectors.joining(", "));
    return "SELECT " + columns + " FROM " + NAME + "()";
  }

  @Override
  public Object bind(DuckDBTableFunctionBindInfo info) {
    for (Field field : frame.fields()) {
      info.addResultColumn(
          field.name(),
          switch (field.type()) {
            case DOUBLE -> DuckDBColumnType.DOUBLE;
            case LONG, TIMESTAMP -> DuckDBColumnType.BIGINT;
            case BOOLEAN -> DuckDBColumnType.BOOLEAN;
            case STRING -> DuckDBColumnType.VARCHAR;
          });
    }
    info.setCardinality(frame.rows(), true);
    return frame;
  }

  @Override
  public Cursor init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1);
    return new Cursor(frame.names().stream().map(frame::column).map(FrameTable::source).toList());
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter chunk) {
    mayGoOn.run();
    Cursor cursor = call.getInitData();
    int rows = (int) Math.min(chunk.capacity(), frame.rows() - cursor.row);
    for (int i = 0; i < cursor.sources.size() && rows > 0; i++) {
      cursor.sources.get(i).copy(cursor.row, rows, chunk.vector(i));
    }
    cursor.row += rows;
    return rows;
  }

  /** Copies a stretch of a column into a vector. */
  private interface Source {
    void copy(int from, int rows, DuckDBWritableVector vector);
  }

  private static Source source(Column column) {
    return switch (column) {
      case Column.Doubles doubles ->
          each(doubles, (vector, at, row) -> vector.setDouble(at, doubles.get(row)));
      case Column.Longs longs ->
          each(longs, (vector, at, row) -> vector.setLong(at, longs.get(row)));
      case Column.Booleans booleans ->
          each(booleans, (vector, at, row) -> vector.setBoolean(at, booleans.get(row)));
      case Column.Times times ->
          each(times, (vector, at, row) -> vector.setLong(at, times.micros(row)));
      case Column.Strings strings -> strings(strings);
    };
  }

  private interface Cell {
    void copy(DuckDBWritableVector vector, int at, int row);
  }

  private static Source each(Column column, Cell cell) {
    return (from, rows, vector) -> {
      for (int at = 0; at < rows; at++) {
        if (column.isNull(from + at)) {
          vector.setNull(at);
        } else {
          cell.copy(vector, at, from + at);
        }
      }
    };
  }

  /** Text is encoded once for each distinct value and handed over a chunk at a time. */
  private static Source strings(Column.Strings column) {
    byte[][] encoded =
        column.dictionary().stream()
            .map(value -> value.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    byte[] none = {};
    return (from, rows, vector) -> {
      byte[][] batch = new byte[rows][];
      for (int at = 0; at < rows; at++) {
        int code = column.code(from + at);
        batch[at] = code < 0 ? none : encoded[code];
      }
      vector.setStringUtf8Batch(0, batch);
      for (int at = 0; at < rows; at++) {
        if (column.isNull(from + at)) {
          vector.setNull(at);
        }
      }
    };
  }
}
