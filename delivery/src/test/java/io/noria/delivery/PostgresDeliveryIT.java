package io.noria.delivery;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;

class PostgresDeliveryIT extends DeliveryContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
