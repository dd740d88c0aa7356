package io.noria.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.ColumnType;
import io.noria.engine.Field;
import io.noria.engine.Frame;
import io.noria.engine.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbEngineTest {
  private static final String ENDLESS =
      "SELECT count(*) AS n FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3";

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

  private static Frame sample() {
    LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
    columns.put("name", Column.Strings.of("a", null, "ü b", "a"));
    columns.put("count", new Column.Longs(new long[] {1, 0, Long.MAX_VALUE, -5}, mask(1)));
    columns.put("share", new Column.Doubles(new double[] {0.1, Double.NaN, -0.0, 0}, mask(3)));
    columns.put("open", new Column.Booleans(new boolean[] {true, false, false, true}, mask(2)));
    columns.put(
        "at",
        Column.Times.of(
            Instant.parse("2013-03-10T06:59:59.123456Z"),
            null,
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.EPOCH));
    return Frame.of(columns);
  }

  private static java.util.BitSet mask(int... rows) {
    java.util.BitSet mask = new java.util.BitSet();
    for (int row : rows) {
      mask.set(row);
    }
    return mask;
  }

  private static ThrowingConsumer<Throwable> code(ErrorCode code) {
    return e -> assertThat(((NoriaException) e).code()).isEqualTo(code);
  }

  private static void assertSame(Frame actual, Frame expected) {
    assertThat(actual.names()).isEqualTo(expected.names());
    assertThat(actual.rows()).isEqualTo(expected.rows());
    for (int row = 0; row < expected.rows(); row++) {
      assertThat(actual.row(row)).isEqualTo(expected.row(row));
    }
  }

  @Test
  void rowsAreHandedOnAsTheyComeInTheirOrder() {
    List<Integer> sizes = new java.util.ArrayList<>();
    long[] next = {0};
    engine.stream(
        Query.of("SELECT range AS n FROM range(10000)", Map.of()),
        3000,
        frame -> {
          sizes.add(frame.rows());
          for (int row = 0; row < frame.rows(); row++) {
            assertThat(frame.longs("n").get(row)).isEqualTo(next[0]++);
          }
        });
    assertThat(sizes).containsExactly(3000, 3000, 3000, 1000);
    // More than the engine's memory holds: only the frame at hand is held.
    int[] frames = {0};
    assertThatThrownBy(() ->
            engine.stream(
                Query.of("SELECT range AS n, range / 2.0 AS x FROM range(200000000)", Map.of()),
                50_000,
                frame -> {
                  if (++frames[0] == 3) {
                    throw NoriaException.invalid("enough");
                  }
                }))
        .isInstanceOf(NoriaException.class)
        .hasMessage("enough");
    assertThat(frames[0]).isEqualTo(3);
  }

  @Test
  void rowsAreWrittenAsTextToo() throws Exception {
    Path file = folder.resolve("t.csv");
    Query two = Query.of("SELECT * FROM (VALUES (1, 'a,b'), (2, NULL)) t(n, k)", Map.of());
    assertThat(engine.write(two, io.noria.engine.FileForm.CSV, file)).isEqualTo(2);
    assertThat(java.nio.file.Files.readString(file)).isEqualTo("n,k\n1,\"a,b\"\n2,\n");
    engine.write(two, io.noria.engine.FileForm.JSON_LINES, file);
    assertThat(java.nio.file.Files.readString(file))
        .isEqualTo("{\"n\":1,\"k\":\"a,b\"}\n{\"n\":2,\"k\":null}\n");
  }

  @Test
  void aFrameComesBackFromParquetAsItWas() {
    Path file = folder.resolve("sub/frame.parquet");
    engine.writeParquet(sample(), file);
    assertSame(engine.readParquet(List.of(file), List.of()), sample());
    Frame two = engine.readParquet(List.of(file), List.of("at", "name"));
    assertSame(two, sample().select(List.of("at", "name")));
  }

  @Test
  void aFrameOfManyChunksComesBackToo() {
    int rows = 10_000;
    double[] x = new double[rows];
    @Nullable String[] k = new String[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = i / 7.0;
      k[i] = i % 5 == 0 ? null : "key " + i % 3000;
    }
    LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
    columns.put("x", Column.Doubles.of(x));
    columns.put("k", Column.Strings.of(k));
    Path file = folder.resolve("long.parquet");
    engine.writeParquet(Frame.of(columns), file);
    assertSame(engine.readParquet(List.of(file), List.of()), Frame.of(columns));
    engine.writeParquet(Frame.of(columns).slice(0, 0), file);
    assertThat(engine.readParquet(List.of(file), List.of()).names()).containsExactly("x", "k");
    assertThat(engine.readParquet(List.of(file), List.of()).rows()).isZero();
  }

  @Test
  void theSameFrameGivesTheSameBytes() throws IOException {
    engine.writeParquet(sample(), folder.resolve("one.parquet"));
    engine.writeParquet(sample(), folder.resolve("two.parquet"));
    assertThat(folder.resolve("one.parquet")).hasSameBinaryContentAs(folder.resolve("two.parquet"));
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("one.parquet", "two.parquet", "spill");
    }
  }

  @Test
  void theSameQueryGivesTheSameBytesOnSeveralThreads() {
    String sql =
        "SELECT range % 1000 AS k, count(*) AS n, 'v' || (range % 77) AS v, range FROM range(400000)"
            + " GROUP BY ALL ORDER BY k, range";
    engine.writeParquet(sql, Map.of(), folder.resolve("first.parquet"));
    for (int i = 0; i < 3; i++) {
      engine.writeParquet(sql, Map.of(), folder.resolve("again.parquet"));
      assertThat(folder.resolve("again.parquet"))
          .hasSameBinaryContentAs(folder.resolve("first.parquet"));
    }
  }

  @Test
  void everyNumberDateAndTextTypeBecomesOneOfFive() {
    Frame frame =
        engine.query(
            """
            SELECT 1::TINYINT AS a, sum(2) AS b, 1.25::DECIMAL(9,2) AS c, 1.5::FLOAT AS d,
              DATE '2013-07-04' AS e, TIMESTAMPTZ '2013-07-04 00:00:00+02' AS f, 3::UBIGINT AS g,
              'x'::ENUM('x', 'y') AS h, NULL::VARCHAR AS i, TIMESTAMP_NS '2013-07-04 00:00:00.1' AS j
            """,
            Map.of());
    assertThat(frame.fields().stream().map(Field::type))
        .containsExactly(
            ColumnType.LONG,
            ColumnType.LONG,
            ColumnType.DOUBLE,
            ColumnType.DOUBLE,
            ColumnType.TIMESTAMP,
            ColumnType.TIMESTAMP,
            ColumnType.LONG,
            ColumnType.STRING,
            ColumnType.STRING,
            ColumnType.TIMESTAMP);
    assertThat(frame.row(0).values())
        .containsExactly(
            1L,
            2L,
            1.25,
            1.5,
            Instant.parse("2013-07-04T00:00:00Z"),
            Instant.parse("2013-07-03T22:00:00Z"),
            3L,
            "x",
            null,
            Instant.parse("2013-07-04T00:00:00.1Z"));
  }

  @Test
  void listsAreRefusedWithTheColumnsName() {
    assertThatThrownBy(() -> engine.query("SELECT [1, 2] AS pair", Map.of()))
        .isInstanceOf(NoriaException.class)
        .hasMessage(
            "column pair: of type INTEGER[] (expected: numbers, booleans, text, dates or"
                + " timestamps; cast it)");
  }

  @Test
  void largeAnswersKeepTheirOrderAndTheirNulls() {
    Frame frame =
        engine.query(
            """
            SELECT range AS i, CASE WHEN range % 3 = 0 THEN NULL ELSE 'v' || range % 50 END AS v
            FROM range(100000) ORDER BY range DESC;  -- and a comment
            """,
            Map.of());
    assertThat(frame.rows()).isEqualTo(100_000);
    assertThat(frame.longs("i").get(0)).isEqualTo(99_999);
    assertThat(frame.longs("i").get(99_999)).isZero();
    assertThat(frame.column("v").nulls()).isEqualTo(33_334);
    assertThat(frame.strings("v").dictionary()).hasSize(50);
    assertThat(frame.strings("v").get(1)).isEqualTo("v48");
  }

  @Test
  void severalFilesAreOneTableInTheGivenOrder() throws IOException {
    Path first = folder.resolve("first.parquet");
    Path second = folder.resolve("it's, second.parquet");
    assertThat(engine.writeParquet("SELECT 1 AS x", Map.of(), first)).isEqualTo(1);
    assertThat(engine.writeParquet("SELECT 2 AS x UNION ALL SELECT 3", Map.of(), second))
        .isEqualTo(2);
    Path csv = folder.resolve("names.csv");
    Files.writeString(csv, "x,name\n2,two\n3,three\n");
    Frame frame =
        engine.query(
            "SELECT t.x, n.name FROM t LEFT JOIN names n USING (x) ORDER BY t.x DESC",
            Map.of("t", List.of(second, first), "names", List.of(csv)));
    assertThat(frame.longs("x").get(0)).isEqualTo(3);
    assertThat(frame.strings("name").get(1)).isEqualTo("two");
    assertThat(frame.strings("name").get(2)).isNull();
    assertThat(
            engine.query("SELECT x FROM t", Map.of("t", List.of(second, first))).longs("x").get(2))
        .isEqualTo(1);
  }

  @Test
  void describeNamesTheColumnsWithoutReadingRows() {
    assertThat(engine.describe("SELECT 1 AS a, 'x' AS b FROM range(1000000000000)", Map.of()))
        .containsExactly(
            new Field("a", ColumnType.LONG, "INTEGER"),
            new Field("b", ColumnType.STRING, "VARCHAR"));
  }

  @Test
  void anErrorSaysWhatAndWhere() {
    assertThatThrownBy(() -> engine.query("SELECT\n  1,\n  nope\nFROM range(3)", Map.of()))
        .satisfies(code(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith("SQL: Binder Error: Referenced column \"nope\" not found")
        .hasMessageEndingWith("(line 3, column 3: nope)");
    assertThatThrownBy(() -> engine.query("SELECT 1\nFORM x", Map.of()))
        .satisfies(code(ErrorCode.INVALID_ARGUMENT))
        .hasMessage("SQL: Parser Error: syntax error at or near \"x\" (line 2, column 6: FORM x)");
    assertThatThrownBy(() -> engine.query("SELECT 'a'::INTEGER AS x", Map.of()))
        .satisfies(code(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("Could not convert string 'a' to INT32");
    assertThatThrownBy(() -> engine.query("SELECT 1 AS x, 2 AS x", Map.of()))
        .hasMessage("SQL: two columns are called x (expected: different names)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY (SELECT 1) TO 'out.parquet'",
        "SELECT 1; SELECT 2",
        "CREATE TABLE t (x INTEGER)",
        "SET memory_limit = '1TB'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "",
      })
  void onlyOneSelectIsTaken(String sql) {
    assertThatThrownBy(() -> engine.query(sql, Map.of()))
        .satisfies(code(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("expected: one SELECT statement");
  }

  @Test
  void onlyTheGivenFilesCanBeRead() throws IOException {
    Path given = folder.resolve("given.parquet");
    Path secret = folder.resolve("secret.csv");
    engine.writeParquet("SELECT 1 AS x", Map.of(), given);
    Files.writeString(secret, "password\nhunter2\n");
    for (String sql :
        List.of(
            "SELECT * FROM read_csv('" + secret + "')",
            "SELECT * FROM read_text('" + secret + "')",
            "SELECT * FROM '" + secret + "'",
            "SELECT * FROM glob('" + folder + "/*')",
            "SELECT * FROM read_parquet('" + folder + "/*.parquet')",
            "SELECT * FROM query('COPY (SELECT 1) TO ''" + given + "''')")) {
      assertThatThrownBy(() -> engine.query(sql, Map.of("t", List.of(given))))
          .as(sql)
          .satisfies(code(ErrorCode.INVALID_ARGUMENT));
    }
    assertThat(engine.query("SELECT x FROM t", Map.of("t", List.of(given))).rows()).isEqualTo(1);
  }

  @Test
  void aQueryPastItsDeadlineIsStopped() {
    Query query = new Query(ENDLESS, Map.of(), Duration.ofMillis(200));
    long begin = System.nanoTime();
    assertThatThrownBy(() -> engine.query(query))
        .satisfies(code(ErrorCode.DEADLINE_EXCEEDED))
        .hasMessage("the query took longer than 200 ms and was cancelled");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(engine.query("SELECT 1 AS x", Map.of()).rows()).isEqualTo(1);
  }

  @Test
  void interruptingTheCallerStopsItsQuery() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              ThrowingCallable call = () -> engine.query(ENDLESS, Map.of());
              thrown.set(org.assertj.core.api.Assertions.catchThrowable(call));
            });
    caller.interrupt();
    caller.join();
    assertThat(thrown.get())
        .satisfies(code(ErrorCode.ABORTED))
        .hasMessage("the query was interrupted");
  }

  @Test
  void aFailedWriteLeavesTheFormerFile() throws IOException {
    Path out = folder.resolve("out.parquet");
    engine.writeParquet("SELECT 7 AS x", Map.of(), out);
    assertThatThrownBy(() ->
            engine.writeParquet(
                "SELECT CASE WHEN range = 99999 THEN error('broken') ELSE range END AS x"
                    + " FROM range(100000)",
                Map.of(),
                out))
        .hasMessageContaining("broken");
    assertThat(engine.readParquet(List.of(out), List.of()).longs("x").get(0)).isEqualTo(7);
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("out.parquet", "spill");
    }
  }

  @Test
  void openingLoadsNothingAndTheFirstQueryClearsWhatAKilledProcessLeft() throws IOException {
    Path left = folder.resolve("spill/query-3/duckdb_temp_storage-0.tmp");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "left behind");
    engine.check();
    assertThat(left).exists();
    engine.query("SELECT 1 AS x", Map.of());
    assertThat(left).doesNotExist();
    engine.check();
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("missing.parquet");
    assertThatThrownBy(() -> engine.readParquet(List.of(missing), List.of()))
        .satisfies(code(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(missing.toString());
  }

  @Test
  void aClosedEngineSaysSo() {
    engine.close();
    assertThatThrownBy(() -> engine.query("SELECT 1 AS x", Map.of()))
        .satisfies(code(ErrorCode.UNAVAILABLE))
        .hasMessage("the engine is closed");
  }
}
