package io.noria.storage.lineage;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.time.InstantSource;

class PostgresLineageIT extends LineageContract {
  @Override
  protected Database open(InstantSource clock) {
    return TestDatabases.postgres(clock);
  }
}
