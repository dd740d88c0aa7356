package io.noria.monitoring;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;

class PostgresMonitoringIT extends MonitoringContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
