package io.noria.engine.duckdb;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * What the embedded engine may use.
 *
 * @param tempFolder a folder of its own, for what does not fit in memory; emptied at first use
 * @param memoryBytes for all queries together; half of it for each of two at once
 * @param threads per query
 * @param concurrency how many queries run at once; others wait
 */
public record DuckDbSettings(Path tempFolder, long memoryBytes, int threads, int concurrency) {
  /** Validates. */
  public DuckDbSettings {
    if (memoryBytes < 64L << 20) {
      throw new IllegalArgumentException(
          "memory: %d bytes (expected: at least 64 MiB)".formatted(memoryBytes));
    }
    if (threads < 1 || concurrency < 1) {
      throw new IllegalArgumentException(
          "threads: %d, concurrency: %d (expected: 1 or more)".formatted(threads, concurrency));
    }
  }

  /** A quarter of the machine's memory, all its cores, two queries at once. */
  public static DuckDbSettings defaults(Path tempFolder) {
    long memory = 4L << 30;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      memory = system.getTotalMemorySize();
    }
    return new DuckDbSettings(
        tempFolder, Math.max(64L << 20, memory / 4), Runtime.getRuntime().availableProcessors(), 2);
  }

  /** The same with another amount of memory. */
  public DuckDbSettings withMemoryBytes(long bytes) {
    return new DuckDbSettings(tempFolder, bytes, threads, concurrency);
  }

  long memoryBytesPerQuery() {
    return memoryBytes / concurrency;
  }
}
