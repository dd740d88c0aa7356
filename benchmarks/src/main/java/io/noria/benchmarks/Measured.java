package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that was run to its end.
 *
 * @param seconds from its start to its end
 * @param peakMegabytes the most resident memory it was seen to hold, looked at every 20 ms
 */
record Measured(double seconds, double peakMegabytes) {
  private static final long MOST_SECONDS = 900;

  /**
   * Runs it.
   *
   * @param log what it says on stderr
   * @param out what it says on stdout
   * @throws IOException when it fails, or takes longer than a quarter of an hour
   */
  static Measured run(Path log, Path out, List<String> command)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectError(log.toFile())
            .redirectOutput(out.toFile())
            .start();
    double peak = 0;
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, resident(process.pid()));
      if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " took longer than " + MOST_SECONDS + " s");
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException(command + " failed; see " + log);
    }
    return new Measured(seconds, peak);
  }

  /** The kernel's own high-water mark; the launching script has become the JVM by exec. */
  private static double resident(long pid) throws IOException {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (NoSuchFileException e) {
      return 0;
    }
    return 0;
  }
}
