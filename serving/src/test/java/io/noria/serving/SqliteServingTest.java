package io.noria.serving;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class SqliteServingTest extends ServingContract {
  @Override
  Database database(Path folder) throws IOException {
    return TestDatabases.sqlite(Files.createDirectories(folder.resolve("sql")));
  }
}
