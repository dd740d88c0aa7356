package io.noria.engine.duckdb;

import io.noria.engine.Column;
import io.noria.engine.ColumnType;
import io.noria.engine.Field;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/** Collects chunks of four vector types (DOUBLE, BIGINT, BOOLEAN, VARCHAR) into a frame. */
final class FrameReader {
  private static final int FIRST_CAPACITY = 2048;

  private final List<Field> fields;
  private final List<Target> targets = new ArrayList<>();

  FrameReader(List<Field> fields) {
    this.fields = fields;
    for (Field field : fields) {
      targets.add(
          switch (field.type()) {
            case DOUBLE -> new DoubleTarget();
            case LONG, TIMESTAMP -> new LongTarget(field.type());
            case BOOLEAN -> new BooleanTarget();
            case STRING -> new StringTarget();
          });
    }
  }

  void read(DuckDBDataChunkReader chunk) {
    read(chunk, 0, Math.toIntExact(chunk.rowCount()));
  }

  /** Some of the chunk's rows. */
  void read(DuckDBDataChunkReader chunk, int from, int to) {
    for (int i = 0; i < targets.size(); i++) {
      targets.get(i).append(chunk.vector(i), from, to);
    }
  }

  Frame frame() {
    LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < targets.size(); i++) {
      columns.put(fields.get(i).name(), targets.get(i).column());
    }
    return Frame.of(columns);
  }

  private interface Target {
    void append(DuckDBReadableVector vector, int from, int to);

    Column column();
  }

  private static int room(int length, int needed) {
    return Math.max(needed, Math.max(FIRST_CAPACITY, length * 2));
  }

  private static final class DoubleTarget implements Target {
    private final BitSet mask = new BitSet();
    private double[] values = {};
    private int size;

    @Override
    public void append(DuckDBReadableVector vector, int from, int to) {
      if (size + to - from > values.length) {
        values = Arrays.copyOf(values, room(values.length, size + to - from));
      }
      for (int i = from; i < to; i++, size++) {
        if (vector.isNull(i)) {
          mask.set(size);
        } else {
          values[size] = vector.getDouble(i);
        }
      }
    }

    @Override
    public Column column() {
      return new Column.Doubles(Arrays.copyOf(values, size), mask);
    }
  }

  private static final class LongTarget implements Target {
    private final ColumnType type;
    private final BitSet mask = new BitSet();
    private long[] values = {};
    private int size;

    private LongTarget(ColumnType type) {
      this.type = type;
    }

    @Override
    public void append(DuckDBReadableVector vector, int from, int to) {
      if (size + to - from > values.length) {
        values = Arrays.copyOf(values, room(values.length, size + to - from));
      }
      for (int i = from; i < to; i++, size++) {
        if (vector.isNull(i)) {
          mask.set(size);
        } else {
          values[size] = vector.getLong(i);
        }
      }
    }

    @Override
    public Column column() {
      long[] exact = Arrays.copyOf(values, size);
      return type == ColumnType.TIMESTAMP
          ? new Column.Times(exact, mask)
          : new Column.Longs(exact, mask);
    }
  }

  private static final class BooleanTarget implements Target {
    private final BitSet mask = new BitSet();
    private boolean[] values = {};
    private int size;

    @Override
    public void append(DuckDBReadableVector vector, int from, int to) {
      if (size + to - from > values.length) {
        values = Arrays.copyOf(values, room(values.length, size + to - from));
      }
      for (int i = from; i < to; i++, size++) {
        if (vector.isNull(i)) {
          mask.set(size);
        } else {
          values[size] = vector.getBoolean(i);
        }
      }
    }

    @Override
    public Column column() {
      return new Column.Booleans(Arrays.copyOf(values, size), mask);
    }
  }

  private static final class StringTarget implements Target {
    private final StringsBuilder values = new StringsBuilder(FIRST_CAPACITY);

    @Override
    public void append(DuckDBReadableVector vector, int from, int to) {
      for (int i = from; i < to; i++) {
        values.add(vector.isNull(i) ? null : vector.getString(i));
      }
    }

    @Override
    public Column column() {
      return values.build();
    }
  }
}
