package io.noria.server.doctor;

import io.noria.base.NoriaException;
import io.noria.server.Maintenance;
import io.noria.server.config.NoriaConfig;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import io.noria.storage.sql.DatabaseLook;
import io.noria.storage.sql.SqlConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks at the machine, the data folder, the database and the objects; changes nothing. */
public final class Doctor {
  private static final Duration SKEW = Duration.ofSeconds(2);

  private final NoriaConfig config;
  private final InstantSource clock = InstantSource.system();
  private final List<Finding> findings = new ArrayList<>();

  private Doctor(NoriaConfig config) {
    this.config = config;
  }

  /** Everything that can be said within seconds. */
  public static List<Finding> look(NoriaConfig config) {
    Doctor doctor = new Doctor(config);
    Machine machine = new Machine(config.data());
    doctor.findings.add(machine.java());
    doctor.findings.add(machine.memory());
    doctor.findings.add(machine.openFiles());
    doctor.findings.add(machine.temporary());
    doctor.findings.add(machine.data());
    doctor.findings.add(machine.disk());
    doctor.findings.add(machine.syncs());
    boolean running = doctor.lock();
    doctor.port(running);
    doctor.database();
    doctor.objects();
    doctor.findings.add(machine.python());
    doctor.findings.add(machine.openMp());
    return doctor.findings;
  }

  private boolean lock() {
    if (!Files.isDirectory(config.data())) {
      return false;
    }
    try (AutoCloseable held = Maintenance.alone(config)) {
      findings.add(Finding.ok("server", "none runs on " + config.data()));
      return held == null;
    } catch (Exception e) {
      findings.add(Finding.ok("server", "one runs on " + config.data()));
      return true;
    }
  }

  private void port(boolean running) {
    String host = config.http().host();
    int port = config.http().port();
    String name = host + ":" + port;
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      findings.add(Finding.ok("port", name + " is free"));
    } catch (IOException e) {
      findings.add(
          running
              ? Finding.ok("port", name + " is taken, by the server it seems")
              : Finding.fail(
                  "port",
                  name + ": " + e.getMessage(),
                  "noria server --port N takes another; 0 takes a free one"));
    }
  }

  private void database() {
    SqlConfig sql = config.storage().sql();
    if (sql instanceof SqlConfig.Sqlite sqlite && !Files.exists(sqlite.file())) {
      findings.add(Finding.ok("database", sqlite.file() + " will be made at the first start"));
      return;
    }
    try (DatabaseLook look = DatabaseLook.open(sql)) {
      DatabaseLook.Schema schema = look.schema();
      String shown =
          switch (sql) {
            case SqlConfig.Sqlite sqlite -> sqlite.file().toString();
            case SqlConfig.Postgres postgres -> postgres.shownUrl();
          };
      String at = shown + ", schema " + (schema.newest() == 0 ? "none" : schema.newest());
      if (!schema.unknown().isEmpty()) {
        findings.add(
            Finding.fail(
                "database",
                at + ", which this program does not know",
                "use a Noria at least as new as the one that last opened it"));
      } else if (!schema.missing().isEmpty()) {
        findings.add(
            Finding.ok(
                "database",
                at + "; the next start applies " + schema.missing().size() + " scripts"));
      } else {
        findings.add(Finding.ok("database", at));
      }
      if (sql instanceof SqlConfig.Postgres) {
        skew(look);
      }
    } catch (NoriaException e) {
      findings.add(
          Finding.fail(
              "database",
              e.getMessage(),
              "check noria.storage.sql.url, the user's password, and that the server runs"));
    }
  }

  private void skew(DatabaseLook look) {
    Instant before = clock.instant();
    Instant there = look.now();
    Instant after = clock.instant();
    Duration off =
        there.isBefore(before)
            ? Duration.between(there, before)
            : there.isAfter(after) ? Duration.between(after, there) : Duration.ZERO;
    String found = String.format(Locale.ROOT, "%.1f s from PostgreSQL's", off.toMillis() / 1000.0);
    findings.add(
        off.compareTo(SKEW) <= 0
            ? Finding.ok("clock", found)
            : Finding.warn(
                "clock", found, "let both follow the same time server; leases are told by time"));
  }

  private void objects() {
    String location = config.storage().objects();
    boolean inside = location.equals(config.data().resolve("objects").toString());
    if (inside && !Files.isDirectory(Path.of(location))) {
      findings.add(Finding.ok("objects", location + " will be made at the first start"));
      return;
    }
    byte[] probe =
        ("noria doctor " + new SecureRandom().nextLong()).getBytes(StandardCharsets.UTF_8);
    try (ObjectStore store = Maintenance.objects(config, null)) {
      long started = System.nanoTime();
      StoredObject stored = store.put(new ByteArrayInputStream(probe));
      byte[] back;
      try (InputStream in = store.open(stored.digest())) {
        back = in.readAllBytes();
      }
      store.delete(stored.digest());
      long ms = (System.nanoTime() - started) / 1_000_000;
      findings.add(
          java.util.Arrays.equals(back, probe) && store.find(stored.digest()).isEmpty()
              ? Finding.ok("objects", location + ": written, read and deleted in " + ms + " ms")
              : Finding.fail(
                  "objects",
                  location + ": gave other bytes back",
                  "use another store; this one lies"));
    } catch (IOException | RuntimeException e) {
      findings.add(
          Finding.fail(
              "objects",
              location + ": " + e.getMessage(),
              "check noria.storage.objects and who may write there"));
    }
  }
}
