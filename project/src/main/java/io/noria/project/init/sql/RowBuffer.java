package io.noria.project.init.sql;

import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Rows of a result, column by column, until they are taken as a frame. */
final class RowBuffer {
  private final List<String> names;
  private final List<Cells> cells;
  private int rows;

  private RowBuffer(List<String> names, List<Cells> cells) {
    this.names = names;
    this.cells = cells;
  }

  /** For results of this kind. */
  static RowBuffer of(ResultSetMetaData meta) throws SQLException {
    Set<String> names = new LinkedHashSet<>();
    List<Cells> cells = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      if (!names.add(meta.getColumnLabel(i))) {
        throw NoriaException.invalid(
            "--query: two columns are called %s (expected: different names; give one another with AS)"
                .formatted(meta.getColumnLabel(i)));
      }
      cells.add(cells(i, meta.getColumnType(i), meta.getColumnTypeName(i)));
    }
    return new RowBuffer(List.copyOf(names), cells);
  }

  private static Cells cells(int at, int type, String name) {
    return switch (type) {
      case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.TINYINT -> new Longs(at);
      case Types.REAL, Types.FLOAT, Types.DOUBLE, Types.NUMERIC, Types.DECIMAL -> new Doubles(at);
      case Types.BOOLEAN -> new Booleans(at);
      // The driver calls a boolean a BIT.
      case Types.BIT -> name.equals("bool") ? new Booleans(at) : new Texts(at);
      case Types.DATE, Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          new Moments(at, name.equals("timestamptz"));
      default -> new Texts(at);
    };
  }

  int columns() {
    return Math.max(1, cells.size());
  }

  int rows() {
    return rows;
  }

  /** Adds the row that the result stands on. */
  void add(ResultSet result) throws SQLException {
    for (Cells column : cells) {
      column.add(result, rows);
    }
    rows++;
  }

  /** The rows; the buffer is empty afterwards. */
  Frame take() {
    LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      columns.put(names.get(i), cells.get(i).take(rows));
    }
    rows = 0;
    return Frame.of(columns);
  }

  private interface Cells {
    void add(ResultSet result, int row) throws SQLException;

    Column take(int rows);
  }

  private static final class Doubles implements Cells {
    private final int at;
    private double[] values = new double[1024];
    private BitSet nulls = new BitSet();

    private Doubles(int at) {
      this.at = at;
    }

    @Override
    public void add(ResultSet result, int row) throws SQLException {
      if (row == values.length) {
        values = Arrays.copyOf(values, row * 2);
      }
      values[row] = result.getDouble(at);
      nulls.set(row, result.wasNull());
    }

    @Override
    public Column take(int rows) {
      Column column = new Column.Doubles(Arrays.copyOf(values, rows), nulls);
      nulls = new BitSet();
      return column;
    }
  }

  private static final class Longs implements Cells {
    private final int at;
    private long[] values = new long[1024];
    private BitSet nulls = new BitSet();

    private Longs(int at) {
      this.at = at;
    }

    @Override
    public void add(ResultSet result, int row) throws SQLException {
      if (row == values.length) {
        values = Arrays.copyOf(values, row * 2);
      }
      values[row] = result.getLong(at);
      nulls.set(row, result.wasNull());
    }

    @Override
    public Column take(int rows) {
      Column column = new Column.Longs(Arrays.copyOf(values, rows), nulls);
      nulls = new BitSet();
      return column;
    }
  }

  private static final class Booleans implements Cells {
    private final int at;
    private boolean[] values = new boolean[1024];
    private BitSet nulls = new BitSet();

    private Booleans(int at) {
      this.at = at;
    }

    @Override
    public void add(ResultSet result, int row) throws SQLException {
      if (row == values.length) {
        values = Arrays.copyOf(values, row * 2);
      }
      values[row] = result.getBoolean(at);
      nulls.set(row, result.wasNull());
    }

    @Override
    public Column take(int rows) {
      Column column = new Column.Booleans(Arrays.copyOf(values, rows), nulls);
      nulls = new BitSet();
      return column;
    }
  }

  private static final class Moments implements Cells {
    private final int at;
    private final boolean zoned;
    private long[] micros = new long[1024];
    private BitSet nulls = new BitSet();

    private Moments(int at, boolean zoned) {
      this.at = at;
      this.zoned = zoned;
    }

    @Override
    public void add(ResultSet result, int row) throws SQLException {
      if (row == micros.length) {
        micros = Arrays.copyOf(micros, row * 2);
      }
      LocalDateTime moment = moment(result);
      nulls.set(row, moment == null);
      micros[row] =
          moment == null
              ? 0
              : moment.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + moment.getNano() / 1000;
    }

    private @org.jspecify.annotations.Nullable LocalDateTime moment(ResultSet result)
        throws SQLException {
      if (zoned) {
        OffsetDateTime moment = result.getObject(at, OffsetDateTime.class);
        return moment == null
            ? null
            : moment.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
      }
      return result.getObject(at, LocalDateTime.class);
    }

    @Override
    public Column take(int rows) {
      Column column = new Column.Times(Arrays.copyOf(micros, rows), nulls);
      nulls = new BitSet();
      return column;
    }
  }

  private static final class Texts implements Cells {
    private final int at;
    private StringsBuilder values = new StringsBuilder(1024);

    private Texts(int at) {
      this.at = at;
    }

    @Override
    public void add(ResultSet result, int row) throws SQLException {
      values.add(result.getString(at));
    }

    @Override
    public Column take(int rows) {
      Column column = values.build();
      values = new StringsBuilder(1024);
      return column;
    }
  }
}
