package io.noria.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A folder that can be made full: a file system of its own where this machine lets us mount one,
 * else a limit on the size of the server's files, which the kernel enforces in much the same way.
 */
final class SmallDisk implements AutoCloseable {
  private static final long BYTES = 48L << 20;
  private static final long FILE_LIMIT = 6L << 20;

  private final Path folder;
  private final boolean mounted;

  private SmallDisk(Path folder, boolean mounted) {
    this.folder = folder;
    this.mounted = mounted;
  }

  static SmallDisk in(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    boolean mounted =
        status("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "tmpfs", folder.toString()) == 0;
    if (!mounted) {
      System.out.println(
          "SmallDisk: no file system can be mounted here (that needs root);"
              + " a limit on the server's files stands for a full disk");
    }
    return new SmallDisk(folder, mounted);
  }

  Path folder() {
    return folder;
  }

  /** Whether any write fails when it is full, not only one to a large file. */
  boolean wholly() {
    return mounted;
  }

  /** From now on nothing more can be written. */
  void fill(NoriaProcess server) throws IOException, InterruptedException {
    if (!mounted) {
      limit(server, FILE_LIMIT + ":unlimited");
      return;
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      System.out.println("SmallDisk: " + full.getMessage());
    }
  }

  /** There is room again. */
  void empty(NoriaProcess server) throws IOException, InterruptedException {
    if (mounted) {
      Files.delete(folder.resolve("filler"));
    } else {
      limit(server, "unlimited:unlimited");
    }
  }

  private static void limit(NoriaProcess server, String limit)
      throws IOException, InterruptedException {
    if (status("prlimit", "--pid", Long.toString(server.pid()), "--fsize=" + limit) != 0) {
      throw new IOException("prlimit refused: a full disk cannot be made here");
    }
  }

  private static int status(String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(command));
    Process process =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (mounted && status("umount", folder.toString()) != 0) {
      status("umount", "--lazy", folder.toString());
    }
  }
}
