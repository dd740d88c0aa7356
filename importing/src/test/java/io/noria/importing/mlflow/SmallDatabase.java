package io.noria.importing.mlflow;

import java.nio.file.Path;
import java.util.List;
import org.sqlite.SQLiteDataSource;

/** Makes SQLite files. */
final class SmallDatabase {
  private SmallDatabase() {}

  static void write(Path file, List<String> statements) throws Exception {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }
}
