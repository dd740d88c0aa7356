package io.noria.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
  @TempDir Path folder;

  @Override
  protected Database open(InstantSource clock) {
    return TestDatabases.sqlite(folder, clock);
  }

  @Test
  void aDurableOneIsInWalModeWithFullSync() {
    Path file = folder.resolve("deep/er/noria.db");
    try (Database db = Databases.open(SqlConfig.sqlite(file))) {
      assertThat(pragma(db, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(db, "synchronous")).isEqualTo("2");
      assertThat(pragma(db, "foreign_keys")).isEqualTo("1");
    }
    assertThat(file).exists();
    assertThat(file.resolveSibling("noria.db-wal")).as("folded in when closed").doesNotExist();
  }

  @Test
  void whatWaitsIsCommittedTogether() {
    try (Database db = Databases.open(SqlConfig.ephemeral(folder.resolve("group.db")))) {
      CountDownLatch release = new CountDownLatch(1);
      CompletableFuture<Void> first =
          db.writeLater(tx -> {
            release.await();
            return null;
          });
      CompletableFuture<?>[] rest = new CompletableFuture<?>[50];
      for (int i = 0; i < rest.length; i++) {
        rest[i] = db.writeLater(tx -> null);
      }
      release.countDown();
      first.join();
      CompletableFuture.allOf(rest).join();
      assertThat(db.writeStats().units()).isEqualTo(51);
      assertThat(db.writeStats().commits()).isLessThan(10);
      assertThat(db.writeStats().largestGroup()).isGreaterThan(10);
    }
  }

  @Test
  void aFullQueueRefusesFurtherWrites() {
    SqlConfig config = new SqlConfig.Sqlite(folder.resolve("small.db"), 1, 2, true);
    InstantSource clock = InstantSource.system();
    try (Database db = Databases.open(config, clock, IdSource.seeded(clock, 1))) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      db.writeLater(tx -> {
        held.countDown();
        release.await();
        return null;
      });
      awaitQuietly(held);
      db.writeLater(tx -> null);
      CompletableFuture<String> last = db.writeLater(tx -> "written");
      assertThatThrownBy(() -> db.writeLater(tx -> null))
          .isInstanceOf(NoriaException.class)
          .hasMessageContaining("the queue of writes is full: 2 wait")
          .extracting(e -> ((NoriaException) e).code())
          .isEqualTo(ErrorCode.UNAVAILABLE);
      release.countDown();
      assertThat(last.join()).isEqualTo("written");
    }
  }

  @Test
  void whatWasAcceptedBeforeClosingIsWritten() {
    Path file = folder.resolve("closing.db");
    Database db = Databases.open(SqlConfig.ephemeral(file));
    db.write(tx -> tx.handle().execute("CREATE TABLE t (n INTEGER)"));
    for (int i = 0; i < 100; i++) {
      int n = i;
      db.writeLater(tx -> tx.handle().execute("INSERT INTO t VALUES (?)", n));
    }
    db.close();
    try (Database again = Databases.open(SqlConfig.ephemeral(file))) {
      assertThat(
              again.<Integer>read(
                  h -> h.createQuery("SELECT count(*) FROM t").mapTo(Integer.class).one()))
          .isEqualTo(100);
    }
  }

  @Test
  void aLostTransactionFailsItsGroupAndTheWriterGoesOn() {
    try (Database db = Databases.open(SqlConfig.ephemeral(folder.resolve("lost.db")))) {
      db.write(tx -> tx.handle().execute("CREATE TABLE t (n INTEGER)"));
      assertThatThrownBy(() ->
              db.write(tx -> {
                tx.handle().execute("INSERT INTO t VALUES (1)");
                return tx.handle().execute("ROLLBACK");
              }))
          .isInstanceOf(NoriaException.class)
          .extracting(e -> ((NoriaException) e).code())
          .isEqualTo(ErrorCode.UNAVAILABLE);
      // The check writes to find out whether it still is so.
      db.check();
      assertThat(db.<Integer>write(tx -> tx.handle().execute("INSERT INTO t VALUES (2)")))
          .isEqualTo(1);
      assertThat(
              db.<Integer>read(
                  h -> h.createQuery("SELECT sum(n) FROM t").mapTo(Integer.class).one()))
          .isEqualTo(2);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("plain"), "not a folder");
    assertThatThrownBy(() -> Databases.open(SqlConfig.sqlite(file.resolve("noria.db"))))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(file.toString());
  }

  private static String pragma(Database db, String name) {
    return db.write(tx -> tx.handle().createQuery("PRAGMA " + name).mapTo(String.class).one());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
