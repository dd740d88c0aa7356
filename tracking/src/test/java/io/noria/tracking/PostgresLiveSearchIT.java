package io.noria.tracking;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;
import java.time.InstantSource;

/** What another server wrote is asked for. */
class PostgresLiveSearchIT extends LiveSearchContract {
  @Override
  protected Database open(Path folder, InstantSource clock) {
    return TestDatabases.postgres(clock);
  }

  @Override
  protected boolean anotherWrites() {
    return true;
  }
}
