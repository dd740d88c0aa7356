package io.noria.serving;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;

class PostgresServingIT extends ServingContract {
  @Override
  Database database(Path folder) {
    return TestDatabases.postgres();
  }
}
