package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ArtifactStore;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The table of artifacts' names; the bytes are in the object store. */
public final class SqlArtifactStore implements ArtifactStore {
  private static final String COLUMNS = "path, digest, size, recorded_ms";

  private final Database database;
  private final ObjectStore objects;

  /** Names in the database, bytes in the object store. */
  public SqlArtifactStore(Database database, ObjectStore objects) {
    this.database = database;
    this.objects = objects;
  }

  @Override
  public Artifact put(ArtifactRoot root, String path, InputStream bytes) throws IOException {
    checkOwner(root, path);
    return record(root, Map.of(path, objects.put(bytes))).getFirst();
  }

  @Override
  public Artifact put(ArtifactRoot root, String path, Path file) throws IOException {
    checkOwner(root, path);
    return record(root, Map.of(path, objects.put(file))).getFirst();
  }

  @Override
  public List<Artifact> putFolder(ArtifactRoot root, String directory, Path folder)
      throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Map<String, StoredObject> stored = new TreeMap<>();
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      String path = directory.isEmpty() ? name : directory + "/" + name;
      checkOwner(root, path);
      stored.put(path, objects.put(file));
    }
    return record(root, stored);
  }

  @Override
  public void checkOwner(ArtifactRoot root, String path) {
    Limits.path("artifact path", path);
    database.read(handle -> {
      owner(handle, root);
      return true;
    });
  }

  private static void owner(Handle handle, ArtifactRoot root) {
    String[] parts = root.value().split("/", -1);
    if (parts.length == 3 && parts[1].equals("traces")) {
      // Clients may send a trace's files before they say that it has begun.
      SqlExperimentStore.active(handle, new ExperimentId(parts[0]));
      return;
    }
    String experiment =
        parts.length == 3
            ? LoggedModelRows.get(handle, new LoggedModelId(parts[2])).model().experiment().value()
            : RunRows.active(handle, new RunId(parts[1])).info().experiment().value();
    if (!experiment.equals(parts[0])) {
      throw NoriaException.notFound(
          "artifacts: nothing at '" + root + "' (it is of experiment " + experiment + ")");
    }
  }

  private List<Artifact> record(ArtifactRoot root, Map<String, StoredObject> stored) {
    return database.write(tx -> {
      owner(tx.handle(), root);
      List<Artifact> artifacts = new ArrayList<>();
      for (Map.Entry<String, StoredObject> one : stored.entrySet()) {
        artifacts.add(record(tx, root, one.getKey(), one.getValue()));
      }
      return artifacts;
    });
  }

  static Artifact record(Transaction tx, ArtifactRoot root, String path, StoredObject object) {
    refuseClash(tx.handle(), root, path);
    tx.handle()
        .execute(
            "INSERT INTO artifacts (root, path, digest, size, recorded_ms) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (root, path) DO UPDATE SET digest = excluded.digest,"
                + " size = excluded.size, recorded_ms = excluded.recorded_ms",
            root.value(),
            path,
            object.digest().value(),
            object.size(),
            tx.now());
    return new Artifact(path, false, object.size(), object.digest(), tx.now());
  }

  /** A file cannot be where a folder is, nor a folder where a file is. */
  private static void refuseClash(Handle handle, ArtifactRoot root, String path) {
    List<Object> arguments = new ArrayList<>(List.of(root.value()));
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      arguments.add(path.substring(0, at));
    }
    String above = InLists.marks(arguments.size() - 1);
    arguments.add(path.length() + 1);
    arguments.add(path + "/");
    handle
        .select(
            "SELECT path FROM artifacts WHERE root = ? AND (path IN ("
                + above
                + ") OR substr(path, 1, ?) = ?) LIMIT 1",
            arguments.toArray())
        .mapTo(String.class)
        .findFirst()
        .ifPresent(there -> {
          throw NoriaException.invalid(
              "artifact path: '"
                  + Limits.shown(path)
                  + "' clashes with the file '"
                  + Limits.shown(there)
                  + "'");
        });
  }

  @Override
  public Optional<Artifact> find(ArtifactRoot root, String path) {
    Limits.path("artifact path", path);
    return database.read(
        handle -> rows(handle, "root = ? AND path = ?", root.value(), path).stream().findFirst());
  }

  @Override
  public List<Artifact> list(ArtifactRoot root, String directory) {
    int start = directory.isEmpty() ? 0 : directory.length() + 1;
    Map<String, Artifact> children = new TreeMap<>();
    for (Artifact file : files(root, directory)) {
      int slash = file.path().indexOf('/', start);
      if (slash < 0) {
        children.put(file.path(), file);
      } else {
        String path = file.path().substring(0, slash);
        children.computeIfAbsent(path, p -> new Artifact(p, true, 0, null, null));
      }
    }
    return List.copyOf(children.values());
  }

  @Override
  public List<Artifact> files(ArtifactRoot root, String directory) {
    if (directory.isEmpty()) {
      return database.read(handle -> sorted(rows(handle, "root = ?", root.value())));
    }
    String prefix = Limits.path("artifact path", directory) + "/";
    return database.read(handle ->
        sorted(
            rows(
                handle,
                "root = ? AND substr(path, 1, ?) = ?",
                root.value(),
                prefix.length(),
                prefix)));
  }

  private static List<Artifact> sorted(List<Artifact> files) {
    return files.stream().sorted(java.util.Comparator.comparing(Artifact::path)).toList();
  }

  private static List<Artifact> rows(Handle handle, String where, Object... arguments) {
    return handle
        .select("SELECT " + COLUMNS + " FROM artifacts WHERE " + where, arguments)
        .map((rows, context) ->
            new Artifact(
                rows.getString(1),
                false,
                rows.getLong(3),
                new Digest(rows.getString(2)),
                Instant.ofEpochMilli(rows.getLong(4))))
        .list();
  }

  @Override
  public InputStream open(ArtifactRoot root, String path) throws IOException {
    return objects.open(digest(root, path));
  }

  @Override
  public InputStream open(ArtifactRoot root, String path, long offset, long length)
      throws IOException {
    return objects.open(digest(root, path), offset, length);
  }

  @Override
  public Path localFile(ArtifactRoot root, String path) throws IOException {
    return objects.localFile(digest(root, path));
  }

  private Digest digest(ArtifactRoot root, String path) {
    Optional<Artifact> file = find(root, path);
    if (file.isPresent() && file.get().digest() != null) {
      return file.get().digest();
    }
    throw NoriaException.notFound(
        "artifact: no file '" + Limits.shown(path) + "' under '" + root + "'");
  }

  @Override
  public Path localFolder(ArtifactFolder folder, Path target) throws IOException {
    List<Artifact> files = files(folder.root(), folder.path());
    if (files.isEmpty()) {
      throw NoriaException.notFound(
          "artifacts: no folder '" + folder.path() + "' under '" + folder.root() + "'");
    }
    int start = folder.path().isEmpty() ? 0 : folder.path().length() + 1;
    for (Artifact file : files) {
      Path local = target.resolve(file.path().substring(start));
      Files.createDirectories(java.util.Objects.requireNonNull(local.getParent()));
      try (InputStream bytes = open(folder.root(), file.path())) {
        Files.copy(bytes, local, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return target;
  }

  @Override
  public void delete(ArtifactRoot root, String path) {
    Limits.path("artifact path", path);
    database.write(tx ->
        tx.handle()
            .execute(
                "DELETE FROM artifacts WHERE root = ? AND (path = ? OR substr(path, 1, ?) = ?)",
                root.value(),
                path,
                path.length() + 1,
                path + "/"));
  }
}
