package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder for this process's temporary files, beside those of other processes. Each holds a lock
 * on a file beside its folder; who can take another's lock knows that its process is gone.
 */
final class TempFolder implements AutoCloseable {
  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;

  private TempFolder(Path path, Path lockFile, FileChannel lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  static TempFolder open(Path parent) throws IOException {
    Files.createDirectories(parent);
    sweep(parent);
    String name = ownPrefix() + UUID.randomUUID();
    Path lockFile = parent.resolve(name + ".lock");
    FileChannel lock =
        FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    return new TempFolder(Files.createDirectory(parent.resolve(name)), lockFile, lock);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try (lock) {
      deleteTree(path);
      Files.deleteIfExists(lockFile);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INTERNAL, "temporary files not deleted: " + path + ": " + e.getMessage(), e);
    }
  }

  private static void sweep(Path parent) throws IOException {
    List<Path> locks = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, "*.lock")) {
      files.forEach(locks::add);
    }
    for (Path lockFile : locks) {
      String name = lockFile.getFileName().toString();
      // Closing any descriptor of a file lets go of this process's lock on it: never touch our own.
      if (!name.startsWith(ownPrefix()) && abandoned(lockFile)) {
        deleteTree(parent.resolve(name.substring(0, name.length() - ".lock".length())));
        Files.deleteIfExists(lockFile);
      }
    }
  }

  /** Names this process, also after its number has been given to another. */
  private static String ownPrefix() {
    ProcessHandle self = ProcessHandle.current();
    long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return self.pid() + "-" + started + "-";
  }

  private static boolean abandoned(Path lockFile) throws IOException {
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void deleteTree(Path root) throws IOException {
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
