package io.noria.server.wiring;

import io.noria.storage.gc.SweepGuards;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.object.S3Settings;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.testkit.MutableClock;
import io.noria.testkit.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class PostgresAndS3CollectingIT extends CollectingContract {
  @TempDir Path folder;

  @Override
  Database openDatabase(MutableClock clock) {
    return TestDatabases.postgres(clock);
  }

  @Override
  ObjectStore openObjects(Database database) {
    S3Server s3 = S3Server.shared();
    S3Settings settings =
        new S3Settings(
            s3.endpoint(),
            "us-east-1",
            true,
            new S3Settings.Credentials("anybody", "open-sesame"),
            S3Settings.LEAST_PART,
            Duration.ofSeconds(30),
            new S3Settings.Cache(folder, 1 << 20, Duration.ofHours(1)));
    return ObjectStores.open(
        "s3://" + s3.createBucket() + "/noria",
        settings,
        InstantSource.system(),
        SweepGuards.of(database));
  }
}
