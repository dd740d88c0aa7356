package io.noria.project.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.engine.Frame;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowHashTest {
  @TempDir Path temp;
  private Engine engine;

  @BeforeEach
  void open() {
    engine = DuckDbEngine.open(DuckDbSettings.defaults(temp));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private List<String> hashes(String select, List<String> key) {
    List<Field> fields = engine.describe(select, Map.of());
    String hash = RowHash.sql(fields, key, "y");
    Frame rows = engine.query("SELECT " + hash + " AS h FROM (" + select + ")", Map.of());
    return java.util.stream.IntStream.range(0, rows.rows())
        .mapToObj(row -> rows.strings("h").get(row))
        .toList();
  }

  private static String md5(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  /** Written out, so that another version of the engine cannot move a row to the other side. */
  @Test
  void itIsTheMd5OfTheTextsByNameOfColumn() throws Exception {
    String row =
        "SELECT 'ä' AS t, 0.1::DOUBLE AS x, 7 AS n, true AS b, NULL::INTEGER AS z,"
            + " TIMESTAMP '2020-01-02 03:04:05' AS at, 'no' AS y";
    assertThat(hashes(row, List.of()))
        .containsExactly(
            md5("1577934245000000\u001ftrue\u001f7\u001fä\u001f0.10000000000000001\u001f\u001e"));
    assertThat(hashes(row, List.of("t", "n"))).containsExactly(md5("7\u001fä"));
  }

  @Test
  void columnsInAnotherOrderAndOfAnotherNumericTypeHashAlike() {
    assertThat(hashes("SELECT 5.0::DOUBLE AS a, 'x' AS b, 1 AS y", List.of()))
        .isEqualTo(hashes("SELECT 'x' AS b, 2 AS y, 5::BIGINT AS a", List.of()))
        .isNotEqualTo(hashes("SELECT 'x' AS b, 2 AS y, 6 AS a", List.of()));
  }

  @Test
  void aShareOfTheRowsIsHeldAndALargerShareHoldsThemToo() {
    String rows = "SELECT i AS id, i % 2 AS y FROM range(10000) t(i)";
    String hash = RowHash.sql(engine.describe(rows, Map.of()), List.of("id"), "y");
    Frame held =
        engine.query(
            "SELECT count(*) FILTER (WHERE %s) AS fifth, count(*) FILTER (WHERE %s AND NOT %s) AS lost FROM (%s)"
                .formatted(
                    RowHash.held(hash, 0.2),
                    RowHash.held(hash, 0.2),
                    RowHash.held(hash, 0.3),
                    rows),
            Map.of());
    assertThat(held.column("fifth").number(0)).isBetween(1900.0, 2100.0);
    assertThat(held.column("lost").number(0)).isZero();
  }
}
