package io.noria.pipelines;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;

class PostgresPipelinesIT extends PipelinesContract {
  @Override
  Database open(Path folder) {
    return TestDatabases.postgres();
  }
}
