package io.noria.engine.duckdb;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends a frame's rows to a table of the same columns. */
final class FrameWriter {
  private static final int CHECK_EVERY = 10_000;

  private FrameWriter() {}

  static void append(DuckDBConnection connection, String table, Frame frame, Runnable mayGoOn)
      throws SQLException {
    List<Column> columns = frame.names().stream().map(frame::column).toList();
    try (DuckDBAppender appender = connection.createAppender(table)) {
      for (int row = 0; row < frame.rows(); row++) {
        if (row % CHECK_EVERY == 0) {
          mayGoOn.run();
        }
        appender.beginRow();
        for (Column column : columns) {
          append(appender, column, row);
        }
        appender.endRow();
      }
    }
  }

  private static void append(DuckDBAppender appender, Column column, int row) throws SQLException {
    if (column.isNull(row)) {
      appender.appendNull();
      return;
    }
    switch (column) {
      case Column.Doubles doubles -> appender.append(doubles.get(row));
      case Column.Longs longs -> appender.append(longs.get(row));
      case Column.Booleans booleans -> appender.append(booleans.get(row));
      case Column.Strings strings -> appender.append(strings.get(row));
      case Column.Times times -> appender.appendEpochMicros(times.micros(row));
    }
  }
}
