package io.noria.delivery;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeliveryTest extends DeliveryContract {
  @TempDir private Path folder;

  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
