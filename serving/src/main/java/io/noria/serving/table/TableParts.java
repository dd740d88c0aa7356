package io.noria.serving.table;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done of a job, in the folder {@code OUT.part}: a file for each chunk, and the plan that
 * they were made by. Another plan begins anew. One process at a time.
 */
final class TableParts implements AutoCloseable {
  private static final String PLAN = "plan";
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private TableParts(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Opens the folder beside the output.
   *
   * @param plan everything that the answers depend on
   */
  static TableParts open(Path out, String plan) {
    Path folder = out.resolveSibling(java.util.Objects.requireNonNull(out.getFileName()) + ".part");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        throw new NoriaException(
            ErrorCode.ABORTED, "out: " + out + " is being written by another batch");
      }
      TableParts parts = new TableParts(folder, channel, lock);
      Path known = folder.resolve(PLAN);
      if (!Files.exists(known) || !Files.readString(known).equals(plan)) {
        parts.clear();
        Path next = folder.resolve(PLAN + ".tmp");
        Files.writeString(next, plan);
        Files.move(next, known, StandardCopyOption.ATOMIC_MOVE);
      }
      return parts;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "out: " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Where a chunk's predictions are, or will be. */
  Path chunk(long number) {
    return folder.resolve("chunk-%09d.parquet".formatted(number));
  }

  boolean done(long number) {
    return Files.exists(chunk(number));
  }

  List<Path> chunks(long count) {
    List<Path> files = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      files.add(chunk(i));
    }
    return files;
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.endsWith(LOCK)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Everything is in its place: the folder goes. */
  void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, folder + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
