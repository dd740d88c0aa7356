package io.noria.server.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine and the folder, as they are now. */
final class Machine {
  private static final long MB = 1_000_000;
  private static final int SYNCS = 20;
  private static final Pattern PYTHON = Pattern.compile("Python 3\\.(\\d+)");

  private final Path data;

  Machine(Path data) {
    this.data = data;
  }

  Finding java() {
    int version = Runtime.version().feature();
    String found = "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name");
    return version >= 25
        ? Finding.ok("java", found)
        : Finding.fail("java", found, "install a JDK 25, or a package that brings its own Java");
  }

  Finding memory() {
    long heap = Runtime.getRuntime().maxMemory();
    long available = fromProc("/proc/meminfo", "MemAvailable:\\s+(\\d+) kB") * 1024;
    String found =
        "heap up to "
            + heap / MB
            + " MB"
            + (available > 0 ? ", " + available / MB + " MB free" : "");
    if (heap < 200 * MB) {
      return Finding.fail("memory", found, "give the process more: NORIA_JAVA_OPTS=-Xmx1g");
    }
    return available > 0 && available < 500 * MB
        ? Finding.warn("memory", found, "1 GB free is comfortable, 4 GB for training")
        : Finding.ok("memory", found);
  }

  Finding openFiles() {
    long most = fromProc("/proc/self/limits", "Max open files\\s+(\\d+)");
    if (most < 0) {
      return Finding.ok("open files", "this system does not say");
    }
    String found = "up to " + most;
    return most < 1024
        ? Finding.fail("open files", found, "ulimit -n 65536, or LimitNOFILE=65536 for systemd")
        : most < 8192
            ? Finding.warn("open files", found, "4096 connections need more: ulimit -n 65536")
            : Finding.ok("open files", found);
  }

  private static long fromProc(String file, String pattern) {
    try {
      Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
      return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  Finding temporary() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Files.delete(Files.createTempFile(folder, "noria-doctor-", ""));
      long free = Files.getFileStore(folder).getUsableSpace();
      String found = folder + ", " + free / MB + " MB free";
      return free < 200 * MB
          ? Finding.fail("temporary folder", found, "free some, or -Djava.io.tmpdir=… elsewhere")
          : Finding.ok("temporary folder", found);
    } catch (IOException e) {
      return Finding.fail(
          "temporary folder",
          folder + ": " + e.getMessage(),
          "a folder that can be written: NORIA_JAVA_OPTS=-Djava.io.tmpdir=…");
    }
  }

  /** The folder itself, or the nearest one above it that is there. */
  private Path nearest() {
    Path at = data.toAbsolutePath();
    while (!Files.isDirectory(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  Finding data() {
    Path at = nearest();
    String found = data + (at.equals(data.toAbsolutePath()) ? "" : " will be made in " + at);
    return Files.isWritable(at)
        ? Finding.ok("data folder", found)
        : Finding.fail(
            "data folder",
            at + " cannot be written",
            "noria server --data FOLDER, or give it to the user that runs the server");
  }

  Finding disk() {
    try {
      long free = Files.getFileStore(nearest()).getUsableSpace();
      String found = free / MB + " MB free for " + data;
      return free < 100 * MB
          ? Finding.fail("disk", found, "free some: noria gc, or a larger disk")
          : free < 2000 * MB
              ? Finding.warn("disk", found, "2 GB or more: noria gc frees what was deleted")
              : Finding.ok("disk", found);
    } catch (IOException e) {
      return Finding.fail("disk", data + ": " + e.getMessage(), "a folder that can be written");
    }
  }

  /** How long the disk takes to say that bytes are on it: each write waits for that. */
  Finding syncs() {
    Path folder = nearest();
    try {
      Path file = Files.createTempFile(folder, ".noria-doctor-", "");
      long[] nanos = new long[SYNCS];
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        for (int i = 0; i < SYNCS; i++) {
          long started = System.nanoTime();
          channel.write(ByteBuffer.allocate(4096), i * 4096L);
          channel.force(false);
          nanos[i] = System.nanoTime() - started;
        }
      } finally {
        Files.deleteIfExists(file);
      }
      Arrays.sort(nanos);
      double ms = nanos[SYNCS / 2] / 1e6;
      String found = String.format(Locale.ROOT, "fdatasync takes %.2f ms", ms);
      return ms > 20
          ? Finding.warn("sync", found, "an SSD takes below 5 ms; each write waits for it")
          : Finding.ok("sync", found);
    } catch (IOException e) {
      return Finding.fail("sync", folder + ": " + e.getMessage(), "a folder that can be written");
    }
  }

  Finding python() {
    String advice =
        "install Python 3.9 or newer for command models and pyfunc; nothing else needs it";
    try {
      Process process =
          new ProcessBuilder("python3", "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readNBytes(200), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Finding.warn("python", "python3 does not answer", advice);
      }
      Matcher matcher = PYTHON.matcher(said);
      return matcher.find() && Integer.parseInt(matcher.group(1)) >= 9
          ? Finding.ok("python", said)
          : Finding.warn("python", said, advice);
    } catch (IOException e) {
      return Finding.warn("python", "no python3 on the PATH", advice);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.warn("python", "interrupted", advice);
    }
  }

  Finding openMp() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Finding.ok("libgomp", "not needed on this system");
    }
    for (String parent : List.of("/usr/lib", "/lib", "/usr/lib64", "/lib64")) {
      Path there = find(Path.of(parent));
      if (there != null) {
        return Finding.ok("libgomp", there.toString());
      }
    }
    String home = System.getProperty("noria.home", "");
    Path own = Path.of(home, "native", "openmp", "libgomp.so.1");
    return !home.isEmpty() && Files.exists(own)
        ? Finding.ok("libgomp", own.toString())
        : Finding.warn(
            "libgomp", "not found", "XGBoost trains with it; on Debian: apt-get install libgomp1");
  }

  private static @org.jspecify.annotations.Nullable Path find(Path parent) {
    Path direct = parent.resolve("libgomp.so.1");
    if (Files.exists(direct)) {
      return direct;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "*-linux-gnu")) {
      for (Path folder : folders) {
        if (Files.exists(folder.resolve("libgomp.so.1"))) {
          return folder.resolve("libgomp.so.1");
        }
      }
    } catch (IOException e) {
      return null;
    }
    return null;
  }
}
