package io.noria.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.engine.Engine;
import io.noria.serving.PredictionRows;
import io.noria.serving.TestBundles;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process that keeps the log, from outside, and looks what is left. */
class KilledLogIT {
  private static final int THREADS = 4;

  @TempDir Path temp;

  @Test
  void whatWasAcknowledgedASecondBeforeTheKillIsThere() throws Exception {
    killAndCheck(false, 3, 1000);
  }

  @Test
  void durableAnswersAreThereHoweverLateTheKill() throws Exception {
    killAndCheck(true, 3, 0);
  }

  private void killAndCheck(boolean durable, int rounds, long graceMs) throws Exception {
    try (Engine engine = LogAppender.engine(temp)) {
      TestBundles.write(temp.resolve("bundle"), engine, 1);
    }
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int round = 0; round < rounds; round++) {
      Path folder = temp.resolve("round-" + round);
      java.nio.file.Files.createDirectories(folder);
      java.nio.file.Files.createSymbolicLink(folder.resolve("bundle"), temp.resolve("bundle"));
      Ledger ledger = run(folder, durable, random.nextInt(900, 2200));
      check(folder, ledger, graceMs, "seed " + seed + ", round " + round);
    }
  }

  private record Acknowledged(long thread, long number, long millis) {}

  private record Ledger(List<Acknowledged> acknowledged, long killedAt) {}

  private static Ledger run(Path folder, boolean durable, long millis) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LogAppender.class.getName(),
                folder.toString(),
                Boolean.toString(durable),
                Integer.toString(THREADS))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Acknowledged> acknowledged = new ArrayList<>();
    long killedAt = Long.MAX_VALUE;
    long first = 0;
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ");
        if (parts.length == 3 && parts[2].length() == 13) {
          acknowledged.add(
              new Acknowledged(
                  Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        }
        long now = System.currentTimeMillis();
        first = first == 0 ? now : first;
        if (killedAt == Long.MAX_VALUE && now - first >= millis) {
          killedAt = now;
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(137);
    return new Ledger(acknowledged, killedAt);
  }

  private static void check(Path folder, Ledger ledger, long graceMs, String run) {
    try (Engine engine = LogAppender.engine(folder);
        PredictionLogService log = LogAppender.open(folder, engine, false)) {
      PredictionRows rows = log.rows("flow", Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE));
      Set<List<Long>> there = new HashSet<>();
      for (int row = 0; row < rows.size(); row++) {
        assertThat(rows.score()[row]).as(run).isEqualTo(0.25);
        assertThat(there.add(List.of(rows.idHigh()[row], rows.idLow()[row])))
            .as("%s: %d/%d is there twice", run, rows.idHigh()[row], rows.idLow()[row])
            .isTrue();
      }
      assertThat(ledger.acknowledged()).as(run).hasSizeGreaterThan(20);
      int due = 0;
      for (Acknowledged one : ledger.acknowledged()) {
        if (graceMs == 0 || one.millis() < ledger.killedAt() - graceMs) {
          assertThat(there.contains(List.of(one.thread(), one.number())))
              .as("%s: %s is there", run, one)
              .isTrue();
          due++;
        }
      }
      assertThat(due + (graceMs > 0 ? rows.size() : 0)).as(run).isPositive();
    }
  }
}
