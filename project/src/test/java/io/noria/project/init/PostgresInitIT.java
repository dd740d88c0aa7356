package io.noria.project.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.project.ProjectSpec;
import io.noria.project.yaml.ProjectFile;
import io.noria.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that is a query on a real PostgreSQL. */
class PostgresInitIT {
  @TempDir private Path folder;
  private InitTables tables;
  private String address;

  @BeforeEach
  void open() throws Exception {
    tables = new InitTables(folder);
    String url = PostgresServer.shared().createDatabase();
    address =
        url.replaceFirst(
            "^jdbc:postgresql://([^/]+)/([^?]+)\\?user=noria$", "postgresql://noria@$1/$2");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE orders AS
          SELECT i AS order_id, TIMESTAMPTZ '2023-01-01 00:00+00' + i * INTERVAL '1 hour' AS ordered,
            (ARRAY['web', 'shop', NULL])[1 + i % 3] AS channel,
            (i * 7919 % 1000)::NUMERIC(10, 2) / 10 AS amount, i % 5 = 0 AS gift,
            CASE WHEN (i * 7919 % 1000) + (i * 104729 % 600) > 800 THEN 'yes' ELSE 'no' END AS "came back"
          FROM generate_series(1, 6000) AS s(i)
          """);
    }
  }

  @AfterEach
  void close() {
    tables.close();
  }

  private Initialized init(String query) {
    return Init.run(
        tables.engine,
        new InitRequest(
            address,
            query,
            Path.of("project"),
            folder,
            InitRequest.Answers.target("came back"),
            false,
            false),
        Asker.nobody());
  }

  @Test
  void aQueryBecomesParquetFilesAndAProject() throws Exception {
    Initialized done = init("SELECT * FROM orders ORDER BY order_id;");
    assertThat(done.rows()).isEqualTo(6000);
    assertThat(done.features()).containsExactly("channel", "amount", "gift");
    ProjectSpec spec = ProjectFile.parse("noria.yaml", tables.read("noria.yaml"));
    assertThat(spec.primary().time()).isEqualTo("ordered");
    assertThat(spec.prepare().key()).containsExactly("order_id");
    assertThat(spec.target().positive()).isEqualTo("yes");
    Path part = folder.resolve("project/data").resolve(spec.name()).resolve("part-0001.parquet");
    var rows =
        tables.engine.query(
            "SELECT count(channel) AS n, min(ordered) AS first, sum(amount) AS total FROM t",
            Map.of("t", java.util.List.of(part)));
    assertThat(rows.longs("n").get(0)).isEqualTo(4000);
    assertThat(rows.times("first").get(0)).hasToString("2023-01-01T01:00:00Z");
  }

  @Test
  void aQueryThatFailsOrWritesIsRefusedAndNothingIsWritten() {
    assertThatThrownBy(() -> init("SELECT nothing FROM orders"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("--query")
        .hasMessageContaining("\"nothing\" does not exist");
    assertThatThrownBy(() -> init("DELETE FROM orders RETURNING *"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> init("SELECT * FROM orders WHERE false"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("no row came");
    assertThat(Files.exists(folder.resolve("project"))).isFalse();
  }
}
