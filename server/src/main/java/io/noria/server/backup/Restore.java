package io.noria.server.backup;

import io.noria.base.Closer;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.server.Maintenance;
import io.noria.server.config.NoriaConfig;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.DatabaseCopy;
import io.noria.storage.sql.SqlConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts a backup back. Everything is verified on its way: every file against the manifest, every
 * object against its name. The data folder appears at the end and whole, or not at all.
 */
public final class Restore {
  private final NoriaConfig config;
  private final Path from;
  private final Backup.Progress progress;

  private Restore(NoriaConfig config, Path from, Backup.Progress progress) {
    this.config = config;
    this.from = from;
    this.progress = progress;
  }

  /**
   * What came back.
   *
   * @param madeAt when the backup was made
   * @param objects how many objects
   * @param objectBytes and their size
   * @param aside where a folder that was in the way lies now; empty when there was none
   */
  public record Restored(Instant madeAt, long objects, long objectBytes, String aside) {}

  /**
   * Restores into the configured data folder, database and objects.
   *
   * @param from the backup's folder
   * @param force whether a data folder that holds something is moved aside
   * @throws NoriaException FAILED_PRECONDITION when something is there already, DATA_LOSS when the
   *     backup is damaged
   */
  public static Restored run(NoriaConfig config, Path from, boolean force, Backup.Progress progress)
      throws IOException {
    Path data = config.data();
    boolean full = false;
    if (Files.exists(data)) {
      try (Stream<Path> there = Files.list(data)) {
        full = there.findAny().isPresent();
      }
    }
    if (full && !force) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "data: "
              + data
              + " is not empty (expected: an empty folder, or --force to move it aside)");
    }
    try (Closer closer = new Closer()) {
      if (full) {
        closer.add(Maintenance.alone(config));
      }
      return new Restore(config, from.toAbsolutePath().normalize(), progress).run(full);
    }
  }

  private Restored run(boolean full) throws IOException {
    Manifest manifest = Manifest.read(from);
    Path data = config.data();
    Path fresh = data.resolveSibling(data.getFileName() + ".restoring");
    delete(fresh);
    Files.createDirectories(fresh);
    boolean done = false;
    try {
      objects(manifest, fresh);
      for (Manifest.Item item : manifest.files()) {
        Path source = item.verified(from);
        Path target =
            fresh
                .resolve("predictions")
                .resolve(
                    from.relativize(source)
                        .subpath(1, from.relativize(source).getNameCount())
                        .toString());
        Files.createDirectories(target.resolveSibling("."));
        Files.copy(source, target);
        Manifest.force(target);
      }
      Path database = fresh.resolve("noria.db");
      Files.copy(manifest.database().verified(from), database);
      Manifest.force(database);
      rows(database);
      String aside = "";
      if (full) {
        Path before =
            data.resolveSibling(data.getFileName() + ".before-" + manifest.madeAt().toEpochMilli());
        delete(before);
        Files.move(data, before);
        aside = before.toString();
      } else {
        Files.deleteIfExists(data);
      }
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
      done = true;
      return new Restored(manifest.madeAt(), manifest.objects(), manifest.objectBytes(), aside);
    } finally {
      if (!done) {
        delete(fresh);
      }
    }
  }

  private void rows(Path database) throws IOException {
    switch (config.storage().sql()) {
      case SqlConfig.Postgres postgres -> {
        DatabaseCopy.restore(
            database, postgres, (table, done, whole) -> progress.at("rows", done, whole));
        Files.delete(database);
      }
      case SqlConfig.Sqlite sqlite -> {
        if (!sqlite.file().toAbsolutePath().equals(config.data().resolve("noria.db"))) {
          throw NoriaException.invalid(
              "database: "
                  + sqlite.file()
                  + " (expected: PostgreSQL, or the database in the data folder)");
        }
      }
    }
  }

  private void objects(Manifest manifest, Path fresh) throws IOException {
    String configured = config.storage().objects();
    boolean inside = configured.equals(config.data().resolve("objects").toString());
    try (ObjectStore store =
            inside
                ? ObjectStores.local(fresh.resolve("objects"))
                : Maintenance.objects(config, null);
        BufferedReader lines = Files.newBufferedReader(manifest.objectList().verified(from))) {
      long done = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        progress.at("bytes", done, manifest.objectBytes());
        Digest digest = new Digest(line.substring(0, 64));
        Path file = Backup.path(from, digest);
        if (!Files.isRegularFile(file)) {
          throw Manifest.broken("lacks the object " + digest);
        }
        long size = Long.parseLong(line.substring(65).strip());
        if (Files.size(file) != size) {
          throw Manifest.broken("has a damaged object " + digest);
        }
        put(store, file, digest);
        done += size;
      }
      progress.at("bytes", manifest.objectBytes(), manifest.objectBytes());
    }
  }

  private static void put(ObjectStore store, Path file, Digest digest) throws IOException {
    // As a stream: the backup's own file must stay where it is. Storing computes the digest.
    try (var in = Files.newInputStream(file)) {
      Digest stored = store.put(in).digest();
      if (!stored.equals(digest)) {
        store.delete(stored);
        throw Manifest.broken("has a damaged object " + digest);
      }
    }
  }

  static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(root)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
