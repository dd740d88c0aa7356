package io.noria.server.wiring;

import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.testkit.MutableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class CollectingTest extends CollectingContract {
  @TempDir Path folder;

  @Override
  Database openDatabase(MutableClock clock) {
    return TestDatabases.sqlite(folder, clock);
  }

  @Override
  ObjectStore openObjects(Database database) {
    return ObjectStores.ephemeral(folder.resolve("objects"));
  }
}
