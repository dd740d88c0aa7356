package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A tracking server under test.
 *
 * @param system its name in the report
 * @param server the running process
 * @param lacks what it does not offer
 * @param experiment where everything but the searches happens
 */
record Tracker(String system, Launched server, Set<Lack> lacks, String experiment) {
  /** What FastTrackML's server does not have. */
  enum Lack {
    /** The server thins no curves. */
    SAMPLE,
    /** No model registry. */
    REGISTRY,
    /** Clients write artifacts to the disk themselves. */
    ARTIFACTS
  }

  static Tracker of(String system, Launched server, Set<Lack> lacks) throws IOException {
    try (KeepAlive connection = new KeepAlive("127.0.0.1", server.port())) {
      String experiment =
          Runs.post(connection, "/experiments/create", "{\"name\":\"load\"}", "/experiment_id");
      return new Tracker(system, server, Set.copyOf(lacks), experiment);
    }
  }

  boolean has(Lack lack) {
    return !lacks.contains(lack);
  }

  KeepAlive connect() throws IOException {
    return new KeepAlive("127.0.0.1", server.port());
  }

  int port() {
    return server.port();
  }

  /**
   * Bytes of a system's records on the disk now, logs of the database included.
   *
   * @param database a file, to which others whose names begin like it belong, or a folder
   */
  static long bytes(Path database) throws IOException {
    if (Files.isDirectory(database)) {
      return sum(database, "");
    }
    Path file = database.toAbsolutePath();
    return sum(file.resolveSibling(""), file.getFileName().toString());
  }

  private static long sum(Path folder, String beginning) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.getFileName().toString().startsWith(beginning) && Files.isRegularFile(file)) {
          bytes += size(file);
        }
      }
    }
    return bytes;
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
