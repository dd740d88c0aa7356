package io.noria.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {
  @Test
  void aSecondOpeningFindsTheSchemaUpToDate(@TempDir Path folder) {
    TestDatabases.sqlite(folder).close();
    TestDatabases.sqlite(folder).close();
    try (Database db = TestDatabases.sqlite(folder)) {
      assertThat(
              db.<Integer>write(
                  tx -> tx.handle().execute("INSERT INTO lineage_edge VALUES ('a','b','c',1)")))
          .isEqualTo(1);
      assertThat(
              db.<Integer>read(h ->
                  h.createQuery("SELECT count(*) FROM lineage_edge").mapTo(Integer.class).one()))
          .isEqualTo(1);
    }
  }
}
