package io.noria.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong, every caller is told and the writer goes on. */
@Timeout(60)
class SqliteWriterTest {
  @TempDir Path folder;
  private final InstantSource clock = InstantSource.system();
  private final AtomicBoolean refused = new AtomicBoolean();
  private final AtomicBoolean unpublished = new AtomicBoolean();
  private Database database;
  private SqliteWriter writer;

  @BeforeEach
  void open() throws SQLException {
    TestDatabases.sqlite(folder.resolve("own")).close();
    database = TestDatabases.sqlite(folder);
    writer =
        new SqliteWriter(
            database,
            () -> {
              if (refused.get()) {
                throw new SQLException("no more files");
              }
              return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("own/noria.db"));
            },
            10,
            IdSource.seeded(clock, 1),
            new SqliteWriter.Heard(
                () -> {
                  if (unpublished.get()) {
                    throw new StackOverflowError("a listener's");
                  }
                },
                () -> {}));
    writer.start();
  }

  @AfterEach
  void close() {
    writer.close();
    database.close();
  }

  private <T> T write(Database.WriteWork<T> work) {
    Unit<T> unit = new Unit<>(work, clock.instant());
    writer.submit(unit);
    return Failures.await(unit.done);
  }

  private int number(int number) {
    return write(tx -> number);
  }

  @Test
  void aUnitThatFindsNoConnectionIsTold() {
    refused.set(true);
    assertThatThrownBy(() -> write(tx -> tx.handle().execute("ROLLBACK")))
        .isInstanceOf(NoriaException.class);
    assertThatThrownBy(() -> write(tx -> 1))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("no more files")
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
    refused.set(false);
    assertThat(number(2)).isEqualTo(2);
    writer.check();
  }

  @Test
  void anErrorAfterTheCommitHarmsNobody() {
    unpublished.set(true);
    int written =
        write(tx -> {
          tx.publish(
              new Event.RunStarted(Ref.of(Ref.Kind.RUN, "r"), null, "run r started", "1", "r"));
          tx.afterCommit(() -> {
            throw new StackOverflowError("a test's");
          });
          return 1;
        });
    assertThat(written).isEqualTo(1);
    assertThat(number(2)).isEqualTo(2);
    writer.check();
  }
}
