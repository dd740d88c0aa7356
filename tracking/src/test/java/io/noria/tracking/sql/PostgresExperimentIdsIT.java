package io.noria.tracking.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.Dialect;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.TrackingContract;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** No number is given twice, whoever writes some by name meanwhile. */
class PostgresExperimentIdsIT extends TrackingContract {
  private final ExperimentIds ids = new ExperimentIds(Dialect.POSTGRES);

  @Override
  protected Database open(Path folder, InstantSource clock) {
    return TestDatabases.postgres(clock);
  }

  private long create(String name) {
    return tracking.experiments().create(name, Map.of(), null).number();
  }

  private long reserve(long number) {
    return database.write(tx -> {
      ids.reserve(tx.handle(), ExperimentId.of(number));
      return number;
    });
  }

  private long next() {
    return database.write(tx -> ids.next(tx.handle()).number());
  }

  @Test
  void countingGoesOnBehindWhatIsWrittenByNameAndNeverBack() {
    long first = create("a");
    assertThat(next()).isEqualTo(first + 1);
    assertThat(next()).isEqualTo(first + 2);
    reserve(first + 10);
    assertThat(create("b")).isEqualTo(first + 11);
    reserve(first + 2);
    assertThat(create("c")).isEqualTo(first + 12);
    reserve(5_000_000);
    assertThat(create("d")).isEqualTo(5_000_001);
    reserve(2_000_000_000_000L);
    assertThat(create("e")).isEqualTo(5_000_002);
  }

  @Test
  void aNumberThatIsThereIsPassedOver() {
    long first = create("a");
    database.write(tx ->
        tx.handle()
            .execute(
                "INSERT INTO experiments (id, workspace, name, lifecycle, created_ms, updated_ms)"
                    + " VALUES (?, 'default', 'b', 'ACTIVE', 0, 0)",
                first + 1));
    assertThat(next()).isEqualTo(first + 2);
  }

  @Test
  void nothingIsGivenTwiceWhileOthersReserve() throws Exception {
    long first = create("a");
    List<Callable<List<Long>>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int own = i;
      work.add(() -> {
        List<Long> given = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
          if (own % 2 == 0) {
            reserve(first + 3L * n);
          } else {
            given.add(next());
          }
        }
        return given;
      });
    }
    List<Long> given = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Long>> done : threads.invokeAll(work)) {
        given.addAll(done.get());
      }
    }
    assertThat(given).hasSize(100).doesNotHaveDuplicates();
  }
}
