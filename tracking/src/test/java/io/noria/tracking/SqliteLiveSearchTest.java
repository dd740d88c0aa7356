package io.noria.tracking;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;
import java.time.InstantSource;

/** The one writer tells what it wrote. */
class SqliteLiveSearchTest extends LiveSearchContract {
  @Override
  protected Database open(Path folder, InstantSource clock) {
    return TestDatabases.sqlite(folder, clock);
  }

  @Override
  protected boolean anotherWrites() {
    return false;
  }
}
