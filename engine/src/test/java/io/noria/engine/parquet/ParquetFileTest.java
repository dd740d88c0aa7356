package io.noria.engine.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetFileTest {
  private static final String STATISTICS =
      "SELECT stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata(?)"
          + " WHERE path_in_schema = 'at'";

  @TempDir Path folder;
  private DuckDbEngine engine;

  @BeforeEach
  void open() {
    engine = DuckDbEngine.open(new DuckDbSettings(folder.resolve("spill"), 512L << 20, 2, 2));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Rows of a seeded generator: continuous, few and missing values, texts, ids. */
  private static final class Rows {
    private final int count;
    private final double[] continuous;
    private final double[] few;
    private final double[] holes;
    private final double[] nothing;
    private final long[] millis;
    private final long[] wide;
    private final boolean[] flags;
    private final long[] high;
    private final long[] low;
    private final int[] codes;
    private final List<String> dictionary = List.of("north", "sôuth", "", "east 🌍", "unused");
    private final @Nullable String[] keys;

    private Rows(int count) {
      this.count = count;
      var random = new Random(count);
      // Longer than the rows, as arrays that grow are.
      int room = count + 3;
      continuous = random.doubles(room).toArray();
      few = random.ints(room, 0, 9).mapToDouble(i -> i / 4.0).toArray();
      holes = new double[room];
      nothing = new double[room];
      Arrays.fill(nothing, Double.NaN);
      wide = random.longs(room).toArray();
      millis = new long[room];
      flags = new boolean[room];
      high = random.longs(room).toArray();
      low = random.longs(room).toArray();
      codes = new int[room];
      keys = new @Nullable String[room];
      for (int i = 0; i < room; i++) {
        holes[i] = i % 5 == 2 ? Double.NaN : continuous[i] * 100;
        millis[i] = 1_700_000_000_000L + i / 256;
        flags[i] = random.nextBoolean();
        codes[i] = random.nextInt(5) - 1;
        keys[i] = i % 7 == 3 ? null : "key/" + i;
      }
    }

    private List<ParquetColumn> columns() {
      return List.of(
          new ParquetColumn.Uuids("id", high, low),
          new ParquetColumn.Texts("key", keys),
          new ParquetColumn.Millis("at", millis),
          new ParquetColumn.Longs("wide", wide),
          new ParquetColumn.Booleans("flag", flags),
          new ParquetColumn.Codes("region", codes, dictionary),
          new ParquetColumn.Doubles("continuous", continuous, false),
          new ParquetColumn.Doubles("few", few, true),
          new ParquetColumn.Doubles("holes", holes, true),
          new ParquetColumn.Doubles("nothing", nothing, true));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 1000, 20_000, 20_001})
  void whatIsWrittenIsReadBack(int count) throws IOException {
    var rows = new Rows(count);
    Path file = folder.resolve("rows.parquet");

    new ParquetFile()
        .write(file, rows.columns(), count, count % 2 == 0 ? Effort.QUICK : Effort.SMALL);

    Frame read = engine.readParquet(List.of(file), List.of());
    assertThat(read.rows()).isEqualTo(count);
    assertThat(read.names())
        .containsExactlyElementsOf(rows.columns().stream().map(ParquetColumn::name).toList());
    for (int row = 0; row < count; row++) {
      assertThat(read.strings("id").get(row))
          .isEqualTo(new UUID(rows.high[row], rows.low[row]).toString());
      assertThat(read.strings("key").get(row)).isEqualTo(rows.keys[row]);
      assertThat(read.times("at").micros(row)).isEqualTo(rows.millis[row] * 1000);
      assertThat(read.longs("wide").get(row)).isEqualTo(rows.wide[row]);
      assertThat(read.booleans("flag").get(row)).isEqualTo(rows.flags[row]);
      int code = rows.codes[row];
      assertThat(read.strings("region").get(row))
          .isEqualTo(code < 0 ? null : rows.dictionary.get(code));
      same(read.column("continuous"), row, rows.continuous[row]);
      same(read.column("few"), row, rows.few[row]);
      same(read.column("holes"), row, rows.holes[row]);
      same(read.column("nothing"), row, rows.nothing[row]);
    }
  }

  private static void same(Column column, int row, double expected) {
    assertThat(column.isNull(row)).isEqualTo(Double.isNaN(expected));
    if (!Double.isNaN(expected)) {
      assertThat(column.number(row)).isEqualTo(expected);
    }
  }

  @Test
  void theSameWriterWritesAnotherFile() throws IOException {
    var writer = new ParquetFile();
    List<Path> files = new ArrayList<>();
    for (int count : new int[] {5000, 3, 900}) {
      Path file = folder.resolve(count + ".parquet");
      writer.write(file, new Rows(count).columns(), count, Effort.SMALL);
      files.add(file);
    }

    Frame read = engine.query("SELECT count(*) AS n FROM data", Map.of("data", files));

    assertThat(read.longs("n").get(0)).isEqualTo(5903);
  }

  @Test
  void valuesThatRepeatTakeLittle() throws IOException {
    double[] few = new double[50_000];
    Arrays.setAll(few, i -> i % 16);
    Path file = folder.resolve("few.parquet");

    new ParquetFile()
        .write(
            file, List.of(new ParquetColumn.Doubles("few", few, true)), few.length, Effort.SMALL);

    assertThat(file.toFile().length()).isLessThan(few.length);
  }

  @Test
  void statisticsTellTheTimesApart() throws IOException, SQLException {
    var rows = new Rows(10_000);
    Path file = folder.resolve("rows.parquet");

    new ParquetFile().write(file, rows.columns(), rows.count, Effort.SMALL);

    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var asked = duck.prepareStatement(STATISTICS)) {
      asked.setString(1, file.toString());
      try (var told = asked.executeQuery()) {
        assertThat(told.next()).isTrue();
        assertThat(told.getString(1)).startsWith("2023-11-14 22:13:20");
        assertThat(told.getString(2)).startsWith("2023-11-14 22:13:20.039");
        assertThat(told.getLong(3)).isZero();
      }
    }
  }
}
