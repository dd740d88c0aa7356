package io.noria.storage.lineage;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteLineageTest extends LineageContract {
  @TempDir Path folder;

  @Override
  protected Database open(InstantSource clock) {
    return TestDatabases.sqlite(folder, clock);
  }
}
