package io.noria.storage.sql;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteMigrationsTest extends MigrationsContract {
  @TempDir Path folder;

  @Override
  DataSource empty() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("m.db"));
    return source;
  }

  @Override
  Dialect dialect() {
    return Dialect.SQLITE;
  }
}
