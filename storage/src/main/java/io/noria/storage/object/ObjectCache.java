package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Local copies of objects of a remote store, those used longest ago dropped first. A copy is
 * verified by its digest before it is handed out: when it is fetched, and once more in each process
 * that finds it there. A file that was handed out is kept for a while, since engines open it later.
 */
final class ObjectCache implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final S3Settings.Cache settings;
  private final InstantSource clock;
  private final FileChannel lock;
  private final TempFolder temporary;
  private final AtomicLong counter = new AtomicLong();
  private final SingleFlight<Path> fetches = new SingleFlight<>();

  /** In the order of use, the oldest first; guarded by itself, as the files are. */
  private final LinkedHashMap<Digest, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long total;

  private static final class Entry {
    final long size;
    volatile boolean verified;
    @Nullable Instant handedOut;

    Entry(long size, boolean verified) {
      this.size = size;
      this.verified = verified;
    }
  }

  /** Brings an object's bytes into the file. */
  interface Fetch {
    void into(Path file) throws IOException;
  }

  private ObjectCache(
      S3Settings.Cache settings, InstantSource clock, FileChannel lock, TempFolder temporary) {
    this.settings = settings;
    this.clock = clock;
    this.lock = lock;
    this.temporary = temporary;
  }

  static ObjectCache open(S3Settings.Cache settings, InstantSource clock) {
    Path folder = settings.folder().toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder);
      FileChannel lock = lock(folder);
      ObjectCache cache =
          new ObjectCache(
              new S3Settings.Cache(folder, settings.bytes(), settings.keep()),
              clock,
              lock,
              TempFolder.open(folder.resolve("tmp")));
      cache.takeStock();
      return cache;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "object cache: " + folder + " cannot be used (expected: a folder that can be written)",
          e);
    }
  }

  @SuppressWarnings("MustBeClosedChecker")
  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another store of this process has it.
    }
    if (lock == null) {
      channel.close();
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "object cache: " + folder + " is in use (expected: a folder for this server alone)");
    }
    return channel;
  }

  /** What an earlier process left, by the time of its last use. */
  private void takeStock() throws IOException {
    record Found(Digest digest, long size, Instant used) {}

    List<Found> found = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(settings.folder(), 2)) {
      for (Path file : (Iterable<Path>) tree::iterator) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9a-f]{64}") && Files.isRegularFile(file)) {
          found.add(
              new Found(
                  new Digest(name), Files.size(file), Files.getLastModifiedTime(file).toInstant()));
        }
      }
    }
    synchronized (entries) {
      found.sort(Comparator.comparing(Found::used));
      for (Found each : found) {
        entries.put(each.digest(), new Entry(each.size(), false));
        total += each.size();
      }
      makeRoom();
    }
  }

  /** A file name for bytes on their way; the caller deletes the file. */
  Path temporary() {
    return temporary.path().resolve(Long.toString(counter.incrementAndGet()));
  }

  Path folder() {
    return settings.folder();
  }

  /** The local copy, fetched when there is none; one fetch serves all who ask meanwhile. */
  Path get(Digest digest, Fetch fetch) throws IOException {
    Optional<Path> known = find(digest, true);
    if (known.isPresent()) {
      return known.get();
    }
    return fetches.run(
        digest,
        () -> {
          // Another may have ended between the look and the flight.
          Optional<Path> meanwhile = find(digest, true);
          if (meanwhile.isPresent()) {
            return meanwhile.get();
          }
          Path file = temporary();
          try {
            fetch.into(file);
            return adopt(digest, file, true);
          } finally {
            Files.deleteIfExists(file);
          }
        });
  }

  /**
   * The local copy if there is a good one.
   *
   * @param handOut whether the path is given away, so that the file must stay for a while
   */
  Optional<Path> find(Digest digest, boolean handOut) throws IOException {
    Entry entry;
    synchronized (entries) {
      entry = entries.get(digest);
      if (entry == null) {
        return Optional.empty();
      }
      if (handOut) {
        entry.handedOut = clock.instant();
      }
    }
    Path file = path(digest);
    if (!entry.verified) {
      if (!matches(file, digest)) {
        drop(digest);
        return Optional.empty();
      }
      entry.verified = true;
    } else if (!Files.exists(file)) {
      drop(digest);
      return Optional.empty();
    }
    return Optional.of(file);
  }

  /**
   * Takes the file as the object's copy.
   *
   * @param handOut whether somebody is given it now; such bytes must have been verified
   */
  Path adopt(Digest digest, Path file, boolean handOut) throws IOException {
    Path target = path(digest);
    long size = Files.size(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    synchronized (entries) {
      if (!handOut && entries.containsKey(digest)) {
        return target;
      }
      Files.createDirectories(target.resolveSibling(".").normalize());
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
      Entry entry = new Entry(size, handOut);
      if (handOut) {
        entry.handedOut = clock.instant();
      }
      Entry before = entries.put(digest, entry);
      total += size - (before == null ? 0 : before.size);
      makeRoom();
    }
    return target;
  }

  /** Forgets the copy. */
  void drop(Digest digest) throws IOException {
    synchronized (entries) {
      Entry entry = entries.remove(digest);
      if (entry != null) {
        total -= entry.size;
        Files.deleteIfExists(path(digest));
      }
    }
  }

  /** Drops what was used longest ago until the rest fits; call with the lock held. */
  private void makeRoom() throws IOException {
    Instant kept = clock.instant().minus(settings.keep());
    Iterator<Map.Entry<Digest, Entry>> oldest = entries.entrySet().iterator();
    while (total > settings.bytes() && oldest.hasNext()) {
      Map.Entry<Digest, Entry> each = oldest.next();
      Instant handedOut = each.getValue().handedOut;
      if (handedOut == null || !handedOut.isAfter(kept)) {
        oldest.remove();
        total -= each.getValue().size;
        Files.deleteIfExists(path(each.getKey()));
      }
    }
  }

  private static boolean matches(Path file, Digest digest) throws IOException {
    MessageDigest sha256 = Ranges.sha256();
    try (InputStream bytes = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        sha256.update(buffer, 0, count);
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    return Ranges.digest(sha256).equals(digest);
  }

  private Path path(Digest digest) {
    return settings.folder().resolve(digest.value().substring(0, 2)).resolve(digest.value());
  }

  @Override
  public void close() {
    try (lock) {
      temporary.close();
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INTERNAL, "object cache: not closed: " + e.getMessage(), e);
    }
  }
}
