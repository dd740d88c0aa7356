package io.noria.storage.object;

import io.noria.base.DiskSpace;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects in a folder: {@code ab/cd/abcd…}. Bytes go to a temporary file, are synced and then
 * renamed, so a crash leaves whole objects and temporary files only; those of processes that are
 * gone are removed when the store is opened.
 */
final class LocalObjectStore implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(LocalObjectStore.class);
  private static final int BUFFER = 1 << 16;

  private final Path folder;
  private final boolean durable;
  private final TempFolder temporary;
  private final SweepGuard guard;
  private final AtomicLong counter = new AtomicLong();

  /** Whether the last write found the disk full. */
  private volatile boolean full;

  private LocalObjectStore(Path folder, boolean durable, TempFolder temporary, SweepGuard guard) {
    this.folder = folder;
    this.durable = durable;
    this.temporary = temporary;
    this.guard = guard;
  }

  static LocalObjectStore open(Path folder, boolean durable, SweepGuard guard) {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      return new LocalObjectStore(
          absolute, durable, TempFolder.open(absolute.resolve("tmp")), guard);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "object store: " + absolute + " cannot be used (expected: a folder that can be written)",
          e);
    }
  }

  @Override
  public StoredObject put(InputStream bytes) throws IOException {
    Path temp = temporary.path().resolve(Long.toString(counter.incrementAndGet()));
    try {
      MessageDigest sha256 = Ranges.sha256();
      long size = 0;
      try (FileChannel channel =
              FileChannel.open(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        byte[] buffer = new byte[BUFFER];
        for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
          sha256.update(buffer, 0, count);
          write(out, buffer, count);
          size += count;
        }
        if (durable) {
          channel.force(true);
        }
      }
      StoredObject object = new StoredObject(Ranges.digest(sha256), size);
      settle(temp, object);
      full = false;
      return object;
    } catch (FileSystemException e) {
      throw refusal(e);
    } finally {
      Files.deleteIfExists(temp);
    }
  }

  @Override
  public StoredObject put(Path file) throws IOException {
    if (!Movable.into(folder, file)) {
      try (InputStream bytes = Files.newInputStream(file)) {
        return put(bytes);
      }
    }
    MessageDigest sha256 = Ranges.sha256();
    long size = 0;
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        InputStream bytes = Channels.newInputStream(channel)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        sha256.update(buffer, 0, count);
        size += count;
      }
      if (durable) {
        channel.force(true);
      }
    }
    StoredObject object = new StoredObject(Ranges.digest(sha256), size);
    try {
      settle(file, object);
      return object;
    } catch (AtomicMoveNotSupportedException e) {
      try (InputStream bytes = Files.newInputStream(file)) {
        return put(bytes);
      }
    }
  }

  private void write(OutputStream out, byte[] buffer, int count) throws IOException {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      throw refusal(e);
    }
  }

  /** The failure as it came, or that the disk is full. */
  private IOException refusal(IOException failure) {
    if (DiskSpace.isGone(failure, folder)) {
      full = true;
      throw DiskSpace.gone("object store: " + folder, failure);
    }
    return failure;
  }

  /** Gives the whole and synced file its name. */
  private void settle(Path whole, StoredObject object) throws IOException {
    Path target = path(object.digest());
    boolean there = Files.exists(target);
    if (there && reused(target, object.size())) {
      return;
    }
    Files.setLastModifiedTime(whole, now());
    Path parent = target.resolveSibling(".").normalize();
    boolean fresh = !Files.isDirectory(parent);
    Files.createDirectories(parent);
    Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("r--r--r--"));
    SweepGuard.Work move = () -> Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    if (there) {
      // Else a sweep could look at the old one and delete the new one.
      guard.reusing(move);
    } else {
      move.run();
    }
    if (durable) {
      sync(parent);
      if (fresh) {
        sync(parent.resolveSibling(".").normalize());
        sync(folder);
      }
    }
  }

  /** Marks the object as put now; false when it is not there whole. */
  private boolean reused(Path target, long size) throws IOException {
    boolean[] whole = new boolean[1];
    guard.reusing(() -> {
      try {
        if (Files.size(target) == size) {
          Files.setLastModifiedTime(target, now());
          whole[0] = true;
        }
      } catch (NoSuchFileException e) {
        whole[0] = false;
      }
    });
    return whole[0];
  }

  private static FileTime now() {
    return FileTime.fromMillis(System.currentTimeMillis());
  }

  /** A rename is durable when its folder is. */
  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    try {
      return Files.newInputStream(path(digest));
    } catch (NoSuchFileException e) {
      throw Ranges.missing(digest);
    }
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker")
  public InputStream open(Digest digest, long offset, long length) throws IOException {
    Ranges.require(offset, length);
    SeekableByteChannel channel;
    try {
      channel = Files.newByteChannel(path(digest), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw Ranges.missing(digest);
    }
    try {
      channel.position(Math.min(offset, channel.size()));
      return new LimitedInputStream(Channels.newInputStream(channel), length);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public Optional<StoredObject> find(Digest digest) throws IOException {
    try {
      return Optional.of(new StoredObject(digest, Files.size(path(digest))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Path localFile(Digest digest) {
    Path file = path(digest);
    if (!Files.isRegularFile(file)) {
      throw Ranges.missing(digest);
    }
    return file;
  }

  @Override
  public void delete(Digest digest) throws IOException {
    Files.deleteIfExists(path(digest));
  }

  @Override
  public void list(Consumer<ListedObject> each) throws IOException {
    try (DirectoryStream<Path> outer = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
      for (Path first : outer) {
        try (DirectoryStream<Path> inner = Files.newDirectoryStream(first, "[0-9a-f][0-9a-f]")) {
          for (Path second : inner) {
            listFolder(second, each);
          }
        }
      }
    }
  }

  private static void listFolder(Path leaf, Consumer<ListedObject> each) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(leaf)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9a-f]{64}")) {
          try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            each.accept(
                new ListedObject(
                    new Digest(name),
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant()));
          } catch (NoSuchFileException e) {
            continue; // deleted while the folder was read
          }
        }
      }
    }
  }

  @Override
  public List<StoredObject> sweep(Collection<Digest> digests, Instant before) throws IOException {
    List<StoredObject> swept = new ArrayList<>();
    guard.sweeping(() -> {
      for (Digest digest : digests) {
        Path file = path(digest);
        try {
          var attributes = Files.readAttributes(file, BasicFileAttributes.class);
          if (attributes.lastModifiedTime().toInstant().isBefore(before)) {
            Files.delete(file);
            swept.add(new StoredObject(digest, attributes.size()));
          }
        } catch (NoSuchFileException e) {
          continue; // somebody else deleted it
        }
      }
    });
    return swept;
  }

  @Override
  public void check() {
    if (!Files.isDirectory(temporary.path()) || !Files.isWritable(temporary.path())) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "object store: " + folder + " (expected: a folder that can be written)");
    }
    DiskSpace.require("object store: " + folder, folder);
    if (full) {
      tryAgain();
    }
  }

  /** Writes a little: nobody may have come since room was made. */
  private void tryAgain() {
    Path temp = temporary.path().resolve("room-" + counter.incrementAndGet());
    try {
      Files.write(temp, new byte[BUFFER]);
      full = false;
    } catch (IOException e) {
      throw DiskSpace.gone("object store: " + folder, e);
    } finally {
      deleteQuietly(temp);
    }
  }

  private static void deleteQuietly(Path temp) {
    try {
      Files.deleteIfExists(temp);
    } catch (IOException e) {
      LOG.warn("event=not_deleted file={} error=\"{}\"", temp, e.toString());
    }
  }

  @Override
  public void close() {
    temporary.close();
  }

  private Path path(Digest digest) {
    String name = digest.value();
    return folder.resolve(name.substring(0, 2)).resolve(name.substring(2, 4)).resolve(name);
  }
}
