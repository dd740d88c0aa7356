package io.noria.storage.outbox;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxContract {
  @TempDir Path folder;

  @Override
  protected Database open() {
    return TestDatabases.sqlite(folder);
  }
}
