package io.noria.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFileTest {
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

  private static TableAsked rows(long from, int limit) {
    return new TableAsked(from, limit, "", false, "");
  }

  private TableFile csv(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("it's.bin"), text);
    return new TableFile(engine, file, TableFile.Format.CSV, false);
  }

  /** As others write them, with types that the engine's own files do not have. */
  private TableFile parquet(String select) throws Exception {
    Path file = folder.resolve("some.bin");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    return new TableFile(engine, file, TableFile.Format.PARQUET, false);
  }

  @Test
  void parquetIsReadByRowsWithItsTypes() throws Exception {
    TableFile file =
        parquet(
            "SELECT range AS id, range / 8 AS share, 'n' || range AS \"a \"\"name\"\"\","
                + " CASE WHEN range % 2 = 0 THEN DATE '2020-01-01' END AS day FROM range(5000)");
    TablePage page = file.page(rows(4990, 100));
    assertThat(page.total()).isEqualTo(5000);
    assertThat(page.columns())
        .containsExactly(
            new TablePage.Column("id", "BIGINT", true),
            new TablePage.Column("share", "DOUBLE", true),
            new TablePage.Column("a \"name\"", "VARCHAR", false),
            new TablePage.Column("day", "DATE", false));
    assertThat(page.rows()).hasSize(10);
    assertThat(page.rows().getFirst()).containsExactly("4990", "623.75", "n4990", "2020-01-01");
    assertThat(page.rows().get(1)).endsWith((String) null);
    assertThat(file.page(new TableAsked(0, 1, "a \"name\"", true, "")).rows().getFirst())
        .startsWith("999");
    TablePage some = file.page(new TableAsked(0, 10, "id", true, "N49"));
    assertThat(some.total()).isEqualTo(111);
    assertThat(some.rows().getFirst()).startsWith("4999");
    assertThat(file.page(rows(9000, 10)).rows()).isEmpty();
  }

  @Test
  void nestedAndLongValuesAreTexts() throws Exception {
    TablePage page =
        parquet(
                "SELECT [1.5, 2.5] AS v, {'a': 1} AS s, MAP {'k': 2} AS m, repeat('x', 2000) AS"
                    + " long, '\\x00a'::BLOB AS b")
            .page(rows(0, 10));
    assertThat(page.columns())
        .extracting(TablePage.Column::type)
        .containsExactly(
            "DECIMAL(2,1)[]", "STRUCT(a INTEGER)", "MAP(VARCHAR, INTEGER)", "VARCHAR", "BLOB");
    List<String> row = page.rows().getFirst();
    assertThat(row.get(0)).isEqualTo("[1.5, 2.5]");
    assertThat(row.get(3)).hasSize(501).endsWith("…");
  }

  @Test
  void anEmptyTableHasItsColumns() throws Exception {
    TablePage page = parquet("SELECT 1 AS a, 'x' AS b WHERE false").page(rows(0, 10));
    assertThat(page.total()).isZero();
    assertThat(page.columns())
        .extracting(TablePage.Column::type)
        .containsExactly("INTEGER", "VARCHAR");
    assertThat(page.rows()).isEmpty();
  }

  @Test
  void csvKeepsItsTextsAndSortsNumbersAsNumbers() throws Exception {
    StringBuilder text = new StringBuilder("n,word\n");
    for (int i = 0; i < 30_000; i++) {
      text.append(i).append(",w").append(i % 7).append('\n');
    }
    text.append("not a number,'; DROP TABLE x\n007,\n");
    TableFile file = csv(text.toString());
    TablePage page = file.page(rows(30_000, 10));
    assertThat(page.total()).isEqualTo(30_002);
    assertThat(page.columns().getFirst()).isEqualTo(new TablePage.Column("n", "BIGINT", true));
    assertThat(page.rows().get(0)).containsExactly("not a number", "'; DROP TABLE x");
    assertThat(page.rows().get(1)).containsExactly("007", null);
    assertThat(file.page(new TableAsked(0, 2, "n", true, "")).rows())
        .extracting(List::getFirst)
        .containsExactly("29999", "29998");
    assertThat(file.page(new TableAsked(0, 5, "", false, "'; drop")).total()).isEqualTo(1);
  }

  @Test
  void packedAndTabbedFilesAreRead() throws Exception {
    Path file = folder.resolve("packed");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("a\tb\n1\tx,y\n".getBytes(StandardCharsets.UTF_8));
    }
    TablePage page = new TableFile(engine, file, TableFile.Format.TSV, true).page(rows(0, 10));
    assertThat(page.rows()).containsExactly(List.of("1", "x,y"));
  }

  @Test
  void manyColumnsAreCutAndNamed() throws Exception {
    StringBuilder select = new StringBuilder("SELECT 0 AS c0");
    for (int i = 1; i < 400; i++) {
      select.append(", ").append(i).append(" AS c").append(i);
    }
    TablePage page = parquet(select + " FROM range(200)").page(rows(0, 100));
    assertThat(page.columnsTotal()).isEqualTo(400);
    assertThat(page.columns()).hasSize(300);
    assertThat(page.rows()).hasSize(66);
  }

  @Test
  void whatIsNoTableIsRefusedWithoutSayingWhereItLies() throws Exception {
    TableFile file =
        new TableFile(
            engine,
            Files.writeString(folder.resolve("no.bin"), "PAR"),
            TableFile.Format.PARQUET,
            false);
    assertThatThrownBy(() -> file.page(rows(0, 1)))
        .isInstanceOf(NoriaException.class)
        .message()
        .doesNotContain(folder.toString());
    TableFile good = csv("a,b\n1,2\n");
    assertThatThrownBy(() -> good.page(new TableAsked(0, 1, "c", false, "")))
        .hasMessageContaining("sort: 'c'");
    assertThatThrownBy(() -> rows(-1, 1)).hasMessageContaining("from: -1");
    assertThatThrownBy(() -> rows(0, 1001)).hasMessageContaining("limit: 1001");
  }
}
