package io.noria.monitoring;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMonitoringTest extends MonitoringContract {
  @TempDir private Path folder;

  @Override
  Database open() {
    try {
      return TestDatabases.sqlite(Files.createTempDirectory(folder, "db"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
