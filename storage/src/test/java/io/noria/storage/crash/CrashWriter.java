package io.noria.storage.crash;

import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.object.StoredObject;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.outbox.Outboxes;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.SqlConfig;
import io.noria.storage.sql.Transaction;
import io.noria.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;

/**
 * The program that is killed: sixteen threads write units of several rows with an event and an
 * edge, one stores objects, a subscriber handles the events. Each thing is told on standard output
 * after it was acknowledged, in one write to the pipe, which a kill cannot take back.
 */
public final class CrashWriter {
  private static final int WRITERS = 16;
  private static final String SUBSCRIBER = "ledger";

  private final Database database;
  private final ObjectStore objects;
  private final FileOutputStream ledger = new FileOutputStream(FileDescriptor.out);

  private CrashWriter(Database database, ObjectStore objects) {
    this.database = database;
    this.objects = objects;
  }

  /** Arguments: the database's URL, the folder of objects, the round, the seed. */
  public static void main(String[] arguments) throws InterruptedException {
    Database database = Databases.open(SqlConfig.parse(arguments[0]));
    createTables(database);
    Outbox outbox = subscribe(database);
    outbox.start();
    CrashWriter writer = new CrashWriter(database, ObjectStores.local(Path.of(arguments[1])));
    String round = arguments[2];
    long seed = Long.parseLong(arguments[3]);
    // The training run of the JVM's cache ends by itself; all others are killed.
    int units = round.equals("training") ? 20 : Integer.MAX_VALUE;
    Thread[] threads = new Thread[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
      int n = i;
      threads[i] =
          Thread.ofPlatform()
              .start(() -> writer.write("r" + round + "t" + n + "n", Seeds.of(seed + n), units));
    }
    Thread.ofPlatform().start(() -> writer.store(Seeds.of(seed - 1), units));
    for (Thread thread : threads) {
      thread.join();
    }
    outbox.close();
    database.close();
  }

  static void createTables(Database database) {
    database.write(tx -> {
      tx.handle()
          .execute(
              "CREATE TABLE IF NOT EXISTS crash_row"
                  + " (unit TEXT, n INTEGER, total INTEGER, PRIMARY KEY (unit, n))");
      tx.handle()
          .execute("CREATE TABLE IF NOT EXISTS crash_counter (lane INTEGER PRIMARY KEY, n BIGINT)");
      tx.handle().execute("CREATE TABLE IF NOT EXISTS crash_handled (id TEXT PRIMARY KEY)");
      return null;
    });
  }

  /** Idempotent, as every handler must be. */
  static Outbox subscribe(Database database) {
    Outbox outbox = Outboxes.open(database, InstantSource.system());
    outbox.subscribe(
        SUBSCRIBER,
        Set.of(Event.RunStarted.class),
        event ->
            database.write(tx ->
                tx.handle()
                    .execute(
                        "INSERT INTO crash_handled VALUES (?) ON CONFLICT DO NOTHING",
                        event.id())));
    return outbox;
  }

  private void write(String prefix, Seeds.Generator random, int units) {
    for (int i = 0; i < units; i++) {
      String unit = prefix + i;
      int total = random.integer(2, 8);
      boolean fails = random.chance(0.1);
      int lane = random.integer(0, 3);
      try {
        database.write(tx -> unit(tx, unit, total, lane, fails));
        tell("unit " + unit);
      } catch (NoriaException e) {
        tell("refused " + unit);
      }
    }
  }

  private static int unit(Transaction tx, String unit, int total, int lane, boolean fails) {
    Ref run = Ref.of(Ref.Kind.RUN, unit);
    tx.link(Ref.of(Ref.Kind.TASK, unit + "/t"), "started", run);
    for (int n = 0; n < total; n++) {
      tx.handle().execute("INSERT INTO crash_row VALUES (?, ?, ?)", unit, n, total);
    }
    tx.handle()
        .execute(
            "INSERT INTO crash_counter VALUES (?, 1)"
                + " ON CONFLICT (lane) DO UPDATE SET n = crash_counter.n + 1",
            lane);
    tx.publish(new Event.RunStarted(run, null, "started", "1", unit));
    if (fails) {
      throw NoriaException.invalid("this one is to fail");
    }
    return total;
  }

  private void store(Seeds.Generator random, int count) {
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[random.integer(0, 200_000)];
      random.random().nextBytes(bytes);
      try {
        StoredObject stored = objects.put(new ByteArrayInputStream(bytes));
        tell("object " + stored.digest() + " " + stored.size());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void tell(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
    synchronized (ledger) {
      try {
        ledger.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
