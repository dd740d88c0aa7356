package io.noria.storage.object;

import io.noria.base.NoriaException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens object stores. */
public final class ObjectStores {
  private ObjectStores() {}

  /**
   * Opens the store that the text names: a folder, {@code file:///folder} or {@code memory:}.
   *
   * @throws NoriaException INVALID_ARGUMENT for another scheme
   */
  public static ObjectStore open(String location) {
    return open(location, SweepGuard.ofThisProcess());
  }

  private static ObjectStore open(String location, SweepGuard guard) {
    if (location.equals("memory:")) {
      return memory();
    }
    if (location.startsWith("file:")) {
      return LocalObjectStore.open(Path.of(URI.create(location)), true, guard);
    }
    if (location.matches("[a-z][a-z0-9+.-]+:.*")) {
      throw NoriaException.invalid(
          "object store: "
              + location
              + " (expected: a folder, file:///folder, s3://bucket/prefix or memory:)");
    }
    return LocalObjectStore.open(Path.of(location), true, guard);
  }

  /**
   * Opens the store that the text names: also {@code s3://bucket/prefix}, on AWS or on any other
   * store that speaks S3.
   *
   * @param s3 how to reach it; of no account for other stores
   * @throws NoriaException INVALID_ARGUMENT for another scheme, FAILED_PRECONDITION when the bucket
   *     cannot be used
   */
  public static ObjectStore open(String location, S3Settings s3, InstantSource clock) {
    return open(location, s3, clock, SweepGuard.ofThisProcess());
  }

  /**
   * The same, for a store that other processes may write to and sweep.
   *
   * @param guard keeps sweeping and reusing apart, in all of them
   */
  public static ObjectStore open(
      String location, S3Settings s3, InstantSource clock, SweepGuard guard) {
    return location.startsWith(S3Address.SCHEME)
        ? S3ObjectStore.open(S3Address.parse(location), s3, clock, guard)
        : open(location, guard);
  }

  /** A folder, made when it is not there; what was put survives a crash of the machine. */
  public static ObjectStore local(Path folder) {
    return LocalObjectStore.open(folder, true, SweepGuard.ofThisProcess());
  }

  /** A folder without syncing to disk: for tests and throw-away servers. */
  public static ObjectStore ephemeral(Path folder) {
    return LocalObjectStore.open(folder, false, SweepGuard.ofThisProcess());
  }

  /** In memory, for tests. */
  public static ObjectStore memory() {
    return new MemoryObjectStore();
  }
}
