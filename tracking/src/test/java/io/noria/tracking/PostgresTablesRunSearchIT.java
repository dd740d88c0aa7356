package io.noria.tracking;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;
import java.time.InstantSource;

/** Searching the tables alone, as it is while the runs are not in memory. */
class PostgresTablesRunSearchIT extends RunSearchContract {
  @Override
  protected Database open(Path folder, InstantSource clock) {
    return TestDatabases.postgres(clock);
  }

  @Override
  protected long searchBytes() {
    return 0;
  }
}
