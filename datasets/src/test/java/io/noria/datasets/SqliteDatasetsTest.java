package io.noria.datasets;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;

class SqliteDatasetsTest extends DatasetsContract {
  @Override
  Database database(Path folder) {
    return TestDatabases.sqlite(folder);
  }
}
