package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Objects in memory, for tests; local files are made on demand in a temporary folder. */
final class MemoryObjectStore implements ObjectStore {
  private final Map<Digest, byte[]> objects = new ConcurrentHashMap<>();
  private final Map<Digest, Instant> times = new ConcurrentHashMap<>();
  private final Map<Digest, Path> files = new ConcurrentHashMap<>();

  @Override
  public StoredObject put(InputStream bytes) throws IOException {
    byte[] all = bytes.readAllBytes();
    MessageDigest sha256 = Ranges.sha256();
    sha256.update(all);
    Digest digest = Ranges.digest(sha256);
    objects.compute(
        digest,
        (key, there) -> {
          times.put(key, Instant.ofEpochMilli(System.currentTimeMillis()));
          return there == null ? all : there;
        });
    return new StoredObject(digest, all.length);
  }

  @Override
  public StoredObject put(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return put(bytes);
    }
  }

  @Override
  public InputStream open(Digest digest) {
    return new ByteArrayInputStream(bytes(digest));
  }

  @Override
  public InputStream open(Digest digest, long offset, long length) {
    Ranges.require(offset, length);
    byte[] all = bytes(digest);
    int from = (int) Math.min(offset, all.length);
    int count = (int) Math.min(length, all.length - from);
    return new ByteArrayInputStream(all, from, count);
  }

  @Override
  public Optional<StoredObject> find(Digest digest) {
    return Optional.ofNullable(objects.get(digest))
        .map(all -> new StoredObject(digest, all.length));
  }

  @Override
  public Path localFile(Digest digest) {
    byte[] all = bytes(digest);
    return files.computeIfAbsent(digest, key -> written(key, all));
  }

  private static Path written(Digest digest, byte[] all) {
    try {
      Path file = Files.createTempFile("noria-" + digest.value().substring(0, 8), ".object");
      file.toFile().deleteOnExit();
      return Files.write(file, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(Digest digest) {
    byte[] all = objects.get(digest);
    if (all == null) {
      throw Ranges.missing(digest);
    }
    return all;
  }

  @Override
  public void delete(Digest digest) throws IOException {
    objects.remove(digest);
    Path file = files.remove(digest);
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void list(Consumer<ListedObject> each) {
    objects.forEach((digest, all) ->
        each.accept(new ListedObject(digest, all.length, times.getOrDefault(digest, Instant.MAX))));
  }

  @Override
  public List<StoredObject> sweep(Collection<Digest> digests, Instant before) {
    List<StoredObject> swept = new ArrayList<>();
    for (Digest digest : digests) {
      objects.computeIfPresent(
          digest,
          (key, all) -> {
            if (!times.getOrDefault(key, Instant.MAX).isBefore(before)) {
              return all;
            }
            swept.add(new StoredObject(key, all.length));
            return null;
          });
    }
    return swept;
  }

  @Override
  public void check() {
    // Memory is always there.
  }

  @Override
  public void close() {
    for (Path file : files.values()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new NoriaException(ErrorCode.INTERNAL, "temporary file not deleted: " + file, e);
      }
    }
    files.clear();
  }
}
