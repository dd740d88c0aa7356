package io.noria.server.backup;

import io.noria.base.NoriaException;
import io.noria.server.Maintenance;
import io.noria.server.Noria;
import io.noria.server.config.NoriaConfig;
import io.noria.server.wiring.Collecting;
import io.noria.storage.gc.Marks;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ListedObject;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.DatabaseCopy;
import io.noria.storage.sql.DatabaseLook;
import io.noria.storage.sql.MaintenanceLock;
import io.noria.storage.sql.SqlConfig;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies a server's data into a folder while the server writes: first the parts of the prediction
 * log that are not sealed, then the rows of one moment, then the objects that those rows name. What
 * was answered before it began is in it. gc waits meanwhile.
 */
public final class Backup {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final NoriaConfig config;
  private final Path to;
  private final boolean linked;
  private final Progress progress;
  private final InstantSource clock = InstantSource.system();

  private Backup(NoriaConfig config, Path to, boolean linked, Progress progress) {
    this.config = config;
    this.to = to;
    this.linked = linked;
    this.progress = progress;
  }

  /** Is told how far it is. */
  @FunctionalInterface
  public interface Progress {
    /** Which phase, how much of it is done, and of how much; 0 when that is not known. */
    void at(String phase, long done, long whole);
  }

  /**
   * What was copied.
   *
   * @param folder where it lies
   * @param objects how many objects it holds
   * @param objectBytes and their size
   * @param copied how many of them were not there from before
   * @param databaseBytes the size of the rows
   * @param missing objects that rows name and the store does not have: damage of the server's
   */
  public record Made(
      String folder,
      long objects,
      long objectBytes,
      long copied,
      long databaseBytes,
      List<String> missing) {}

  /**
   * Makes a backup, or brings the one in the folder up to date.
   *
   * @param linked whether files may be shared with the server's folder by hard links, where they
   *     can
   */
  public static Made make(NoriaConfig config, Path to, boolean linked, Progress progress)
      throws IOException {
    Path folder = to.toAbsolutePath().normalize();
    if (folder.startsWith(config.data()) || config.data().startsWith(folder)) {
      throw NoriaException.invalid(
          "--to: "
              + folder
              + " (expected: a folder outside of the data folder "
              + config.data()
              + ")");
    }
    Files.createDirectories(folder);
    try (Stream<Path> there = Files.list(folder)) {
      boolean other =
          !Files.exists(folder.resolve(Manifest.NAME))
              && there.anyMatch(file -> !ours(file.getFileName().toString()));
      if (other) {
        throw NoriaException.invalid(
            "--to: " + folder + " holds other things (expected: an empty folder or a backup)");
      }
    }
    try (MaintenanceLock lock = MaintenanceLock.take(config.storage().sql())) {
      return new Backup(config, folder, linked, progress).run(lock);
    }
  }

  private static boolean ours(String name) {
    return name.startsWith("database-")
        || name.startsWith("objects")
        || name.startsWith("predictions-")
        || name.startsWith(Manifest.NAME);
  }

  private Made run(MaintenanceLock held) throws IOException {
    Instant now = clock.instant();
    String stamp = STAMP.format(now);
    List<Manifest.Item> files = predictions(to.resolve("predictions-" + stamp));
    Path database = to.resolve("database-" + stamp + ".db");
    DatabaseCopy.take(
        config.storage().sql(), database, (table, done, whole) -> progress.at("rows", done, whole));
    Path list = to.resolve("objects-" + stamp + ".txt");
    Set<String> wanted = new HashSet<>();
    int schema;
    long[] counts;
    try (DatabaseLook look = DatabaseLook.open(SqlConfig.sqlite(database));
        ObjectStore objects = Maintenance.objects(config, null)) {
      schema = look.schema().newest();
      Marks marks =
          Marks.of(
              look,
              Collecting.objectColumns(),
              (done, whole) -> progress.at("references", done, whole));
      wanted.addAll(Collecting.named(look));
      counts = objects(objects, marks, wanted, list);
    }
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            now,
            Noria.VERSION,
            config.storage().sql() instanceof SqlConfig.Sqlite ? "sqlite" : "postgresql",
            schema,
            Manifest.Item.of(to, database),
            Manifest.Item.of(to, list),
            counts[0],
            counts[1],
            files);
    manifest.write(to);
    tidy(manifest, stamp);
    return new Made(
        to.toString(),
        counts[0],
        counts[1],
        counts[2],
        manifest.database().bytes(),
        wanted.stream().sorted().toList());
  }

  private List<Manifest.Item> predictions(Path target) throws IOException {
    Path source = config.data().resolve("predictions");
    List<Manifest.Item> items = new ArrayList<>();
    if (!Files.isDirectory(source)) {
      return items;
    }
    List<Path> files;
    try (Stream<Path> tree = Files.walk(source)) {
      files = tree.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      Path copy = target.resolve(source.relativize(file).toString());
      Files.createDirectories(copy.resolveSibling("."));
      try {
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      } catch (NoSuchFileException e) {
        continue; // sealed meanwhile: the rows that are copied next name it
      }
      Manifest.force(copy);
      items.add(Manifest.Item.of(to, copy));
    }
    return items;
  }

  /** Objects, their bytes, how many are new; takes what is there out of the wanted ones. */
  private long[] objects(ObjectStore objects, Marks marks, Set<String> wanted, Path list)
      throws IOException {
    List<ListedObject> marked = new ArrayList<>();
    long[] bytes = new long[1];
    objects.list(object -> {
      if (marks.contains(object.digest())) {
        marked.add(object);
        bytes[0] += object.size();
      }
    });
    long copied = 0;
    long done = 0;
    try (BufferedWriter lines = Files.newBufferedWriter(list)) {
      for (ListedObject object : marked) {
        progress.at("bytes", done, bytes[0]);
        copied += copy(objects, object) ? 1 : 0;
        done += object.size();
        wanted.remove(object.digest().value());
        lines.write(object.digest() + " " + object.size() + "\n");
      }
    }
    Manifest.force(list);
    progress.at("bytes", bytes[0], bytes[0]);
    return new long[] {marked.size(), bytes[0], copied};
  }

  static Path path(Path folder, Digest digest) {
    String name = digest.value();
    return folder
        .resolve("objects")
        .resolve(name.substring(0, 2))
        .resolve(name.substring(2, 4))
        .resolve(name);
  }

  private boolean copy(ObjectStore objects, ListedObject object) throws IOException {
    Path target = path(to, object.digest());
    if (Files.isRegularFile(target) && Files.size(target) == object.size()) {
      return false;
    }
    Files.createDirectories(target.resolveSibling("."));
    Files.deleteIfExists(target);
    if (linked && !config.storage().objects().startsWith("s3:")) {
      try {
        Files.createLink(target, objects.localFile(object.digest()));
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (FileSystemException | UnsupportedOperationException e) {
        Files.deleteIfExists(target); // another file system: copied below
      }
    }
    Path partial = target.resolveSibling(object.digest() + ".partial");
    try (InputStream in = objects.open(object.digest())) {
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Digest.ofFile(partial).equals(object.digest())) {
      Files.delete(partial);
      throw Manifest.broken("would hold a damaged object " + object.digest());
    }
    Manifest.force(partial);
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /** Deletes what only the backup of before held. */
  private void tidy(Manifest manifest, String stamp) throws IOException {
    Set<String> kept = new HashSet<>();
    try (Stream<String> lines = Files.lines(to.resolve(manifest.objectList().path()))) {
      lines.forEach(line -> kept.add(line.substring(0, 64)));
    }
    List<Path> old = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(to)) {
      tree.filter(Files::isRegularFile)
          .forEach(file -> {
            String name = file.getFileName().toString();
            String path = to.relativize(file).toString();
            boolean stale = !path.contains(stamp) && !path.equals(Manifest.NAME);
            if (path.startsWith("objects/") ? !kept.contains(name) : stale && ours(path)) {
              old.add(file);
            }
          });
    }
    for (Path file : old) {
      Files.delete(file);
    }
  }
}
