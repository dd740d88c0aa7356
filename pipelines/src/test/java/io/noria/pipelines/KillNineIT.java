package io.noria.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.IdSource;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.SqlConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process with -9 at random moments and starts it again until the run is over. What was
 * recorded as succeeded is never run again, and nothing is missing in the end.
 */
class KillNineIT {
  /** Fewer than make a task fail for good: on a slow machine all may hit the same one. */
  private static final int KILLS = 4;

  @TempDir Path folder;

  @Test
  void aRunSurvivesKillsAndNothingThatSucceededRunsAgain() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KillNineIT seed=" + seed);
    var random = new Random(seed);
    int kills = 0;
    boolean over = false;
    while (!over) {
      Set<String> succeeded = succeeded();
      List<String> before = ledger();
      Process server = start();
      try (BufferedReader out = server.inputReader()) {
        assertThat(out.readLine()).isEqualTo("READY");
        if (kills < KILLS && !server.waitFor(random.nextInt(30, 150), TimeUnit.MILLISECONDS)) {
          server.destroyForcibly().waitFor();
          kills++;
        } else {
          assertThat(out.readLine()).isEqualTo("SUCCEEDED");
          assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
          over = true;
        }
      } finally {
        server.destroyForcibly().waitFor();
      }
      List<String> since = ledger().subList(before.size(), ledger().size());
      assertThat(since)
          .as("seed %d: tasks already recorded as succeeded ran again", seed)
          .noneMatch(line -> succeeded.contains(line.substring(line.indexOf(' ') + 1)));
    }
    assertThat(kills).as("seed %d: the run was over too soon", seed).isPositive();
    assertThat(succeeded()).hasSize(KilledServer.spec().tasks().size());
    assertEnd(seed);
  }

  private void assertEnd(long seed) throws Exception {
    try (var db = open()) {
      var events =
          db.read(h ->
              h.createQuery("SELECT type FROM outbox ORDER BY sequence")
                  .mapTo(String.class)
                  .list());
      assertThat(events).containsExactly("PipelineRunStarted", "PipelineRunEnded");
      var attempts =
          db.read(
              h -> h.createQuery("SELECT outcome FROM task_attempt").mapTo(String.class).list());
      assertThat(attempts).containsOnly("SUCCEEDED", "LOST");
      assertThat(attempts)
          .filteredOn("SUCCEEDED"::equals)
          .as("seed %d: one success of each task", seed)
          .hasSize(KilledServer.spec().tasks().size());
    }
  }

  private Set<String> succeeded() {
    if (!Files.exists(folder.resolve("noria.db"))) {
      return Set.of();
    }
    try (var db = open()) {
      return new HashSet<>(
          db.read(h ->
              h.createQuery("SELECT name FROM task WHERE state = 'SUCCEEDED'")
                  .mapTo(String.class)
                  .list()));
    }
  }

  private io.noria.storage.sql.Database open() {
    InstantSource clock = InstantSource.system();
    return Databases.open(
        SqlConfig.sqlite(folder.resolve("noria.db")), clock, IdSource.system(clock));
  }

  private List<String> ledger() throws IOException {
    Path ledger = folder.resolve("ledger");
    return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KilledServer.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
