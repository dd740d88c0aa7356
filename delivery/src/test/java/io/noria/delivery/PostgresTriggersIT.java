package io.noria.delivery;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;

class PostgresTriggersIT extends TriggersContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
