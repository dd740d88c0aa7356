package io.noria.registry;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;
import java.time.InstantSource;

class SqliteRegistryWorkspacesTest extends RegistryWorkspacesContract {
  @Override
  protected Database open(Path folder, InstantSource clock) {
    return TestDatabases.sqlite(folder, clock);
  }
}
