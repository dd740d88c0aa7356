package io.noria.storage.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.SqlConfig;
import io.noria.testkit.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a writing process again and again, from outside and at any moment, and looks whether what
 * it had acknowledged is there and whole. The ledger of acknowledgements is kept on this side.
 */
abstract class KillContract {
  @TempDir Path folder;

  /** What one lane of kills has been told. */
  private static final class Ledger {
    final Set<String> units = new HashSet<>();
    final Set<String> refused = new HashSet<>();
    final Set<String> objects = new HashSet<>();
    int kills;
    int killsWhileStarting;

    void add(String line) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "unit" -> units.add(words[1]);
        case "refused" -> refused.add(words[1]);
        case "object" -> objects.add(words[1]);
        default -> throw new AssertionError("not of the ledger: " + line);
      }
    }
  }

  /** Kills so often; the seed says when. */
  final void killAndLook(CrashJvm jvm, String url, String lane, int rounds, long seed)
      throws Exception {
    Seeds.Generator random = Seeds.of(seed);
    Path work = Files.createDirectories(folder.resolve("lane" + lane));
    Ledger ledger = new Ledger();
    for (int round = 0; round < rounds; round++) {
      oneRound(jvm, url, work, ledger, round, random);
      look(url, work, ledger, false);
    }
    look(url, work, ledger, true);
    System.out.printf(
        "kill -9: lane=%s kills=%d while_starting=%d units=%d refused=%d objects=%d seed=%d%n",
        lane,
        ledger.kills,
        ledger.killsWhileStarting,
        ledger.units.size(),
        ledger.refused.size(),
        ledger.objects.size(),
        seed);
    assertThat(ledger.kills).isEqualTo(rounds);
    assertThat(ledger.units).hasSizeGreaterThan(rounds);
    assertThat(ledger.refused).isNotEmpty();
  }

  private void oneRound(
      CrashJvm jvm, String url, Path work, Ledger ledger, int round, Seeds.Generator random)
      throws Exception {
    boolean whileStarting = round > 0 && random.chance(0.15);
    List<String> arguments =
        List.of(
            url,
            work.resolve("objects").toString(),
            Integer.toString(round),
            Long.toString(random.anyLong()));
    Process child = jvm.start(arguments, work.resolve("stderr"));
    CountDownLatch acknowledged = new CountDownLatch(1);
    List<String> told = new ArrayList<>();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(() -> read(child, told, acknowledged));
    if (whileStarting) {
      boolean ended = child.waitFor(random.integer(50, 400), TimeUnit.MILLISECONDS);
      assertThat(ended).as(() -> errors(work)).isFalse();
      ledger.killsWhileStarting++;
    } else {
      assertThat(acknowledged.await(60, TimeUnit.SECONDS)).as(() -> errors(work)).isTrue();
      boolean ended = child.waitFor(random.integer(0, 100), TimeUnit.MILLISECONDS);
      assertThat(ended).as(() -> errors(work)).isFalse();
    }
    // Not Process.destroyForcibly, which throws away what is still in the pipe.
    assertThat(child.toHandle().destroyForcibly()).isTrue();
    child.waitFor();
    assertThat(child.exitValue()).as("killed by SIGKILL").isEqualTo(128 + 9);
    ledger.kills++;
    reader.get(60, TimeUnit.SECONDS);
    told.forEach(ledger::add);
  }

  /** Whole lines only: the last one may have been cut. */
  private static void read(Process child, List<String> told, CountDownLatch acknowledged) {
    StringBuilder line = new StringBuilder();
    try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
      for (int next = lines.read(); next >= 0; next = lines.read()) {
        if (next == '\n') {
          told.add(line.toString());
          if (told.getLast().startsWith("unit ")) {
            acknowledged.countDown();
          }
          line.setLength(0);
        } else {
          line.append((char) next);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("the ledger cannot be read", e);
    }
  }

  private static String errors(Path work) {
    try {
      return "the writer said: " + Files.readString(work.resolve("stderr"));
    } catch (IOException e) {
      return "the writer said nothing: " + e;
    }
  }

  private void look(String url, Path work, Ledger ledger, boolean atTheEnd) throws Exception {
    try (Database database = Databases.open(SqlConfig.parse(url))) {
      if (ledger.units.isEmpty()) {
        return;
      }
      lookAtUnits(database, ledger, atTheEnd);
      if (atTheEnd) {
        lookAtDelivery(database);
      }
    }
    lookAtObjects(work, ledger, atTheEnd);
  }

  private static void lookAtUnits(Database database, Ledger ledger, boolean atTheEnd) {
    database.read(handle -> {
      if (database.dialect().isSqlite()) {
        String check = atTheEnd ? "PRAGMA integrity_check" : "PRAGMA quick_check";
        assertThat(handle.createQuery(check).mapTo(String.class).one()).isEqualTo("ok");
      }
      Set<String> stored =
          handle
              .createQuery("SELECT DISTINCT unit FROM crash_row")
              .mapTo(String.class)
              .collectIntoSet();
      assertThat(ledger.units.stream().filter(unit -> !stored.contains(unit)))
          .as("acknowledged units that are gone")
          .isEmpty();
      assertThat(ledger.refused.stream().filter(stored::contains))
          .as("refused units that are there")
          .isEmpty();
      assertThat(
              strings(
                  handle, "SELECT unit FROM crash_row GROUP BY unit HAVING count(*) <> max(total)"))
          .as("units with only some of their rows")
          .isEmpty();
      assertThat(
              strings(
                  handle,
                  "SELECT DISTINCT unit FROM crash_row WHERE NOT EXISTS"
                      + " (SELECT 1 FROM outbox WHERE subject = 'run:' || unit)"))
          .as("units without their event")
          .isEmpty();
      assertThat(
              strings(
                  handle,
                  "SELECT DISTINCT unit FROM crash_row WHERE NOT EXISTS"
                      + " (SELECT 1 FROM lineage_edge WHERE to_ref = 'run:' || unit)"))
          .as("units without their edge")
          .isEmpty();
      for (String count :
          List.of(
              "SELECT count(*) FROM outbox",
              "SELECT count(*) FROM lineage_edge",
              "SELECT sum(n) FROM crash_counter")) {
        assertThat(handle.createQuery(count).mapTo(Integer.class).one())
            .as(count)
            .isEqualTo(stored.size());
      }
      return null;
    });
  }

  private static List<String> strings(org.jdbi.v3.core.Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(String.class).list();
  }

  /** Every event reaches the subscriber in the end, however often it was killed. */
  private static void lookAtDelivery(Database database) throws InterruptedException {
    try (Outbox outbox = CrashWriter.subscribe(database)) {
      outbox.start();
      outbox.drain(Duration.ofMinutes(2));
      assertThat(outbox.parked()).isEmpty();
    }
    database.read(handle -> {
      assertThat(
              strings(
                  handle, "SELECT id FROM outbox WHERE id NOT IN (SELECT id FROM crash_handled)"))
          .as("events that were never handled")
          .isEmpty();
      return null;
    });
  }

  private static void lookAtObjects(Path work, Ledger ledger, boolean atTheEnd) throws Exception {
    Path root = work.resolve("objects");
    try (ObjectStore objects = ObjectStores.local(root)) {
      for (String name : ledger.objects) {
        assertThat(objects.find(new Digest(name))).as("object %s", name).isPresent();
        if (atTheEnd) {
          try (InputStream bytes = objects.open(new Digest(name))) {
            assertThat(sha256(bytes)).isEqualTo(name);
          }
        }
      }
    }
    try (Stream<Path> left = Files.list(root.resolve("tmp"))) {
      assertThat(left).as("temporary files").isEmpty();
    }
  }

  private static String sha256(InputStream bytes) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(bytes.readAllBytes());
    return HexFormat.of().formatHex(digest.digest());
  }
}
