package io.noria.storage.object;

import io.noria.base.NoriaException;
import java.net.URI;
import java.nio.file.Path;

/** Opens object stores. */
public final class ObjectStores {
  private ObjectStores() {}

  /**
   * Opens the store that the text names: a folder, {@code file:///folder} or {@code memory:}.
   *
   * @throws NoriaException INVALID_ARGUMENT for another scheme
   */
  public static ObjectStore open(String location) {
    if (location.equals("memory:")) {
      return memory();
    }
    if (location.startsWith("file:")) {
      return local(Path.of(URI.create(location)));
    }
    if (location.matches("[a-z][a-z0-9+.-]+:.*")) {
      throw NoriaException.invalid(
          "object store: " + location + " (expected: a folder, file:///folder or memory:)");
    }
    return local(Path.of(location));
  }

  /** A folder, made when it is not there; what was put survives a crash of the machine. */
  public static ObjectStore local(Path folder) {
    return LocalObjectStore.open(folder, true);
  }

  /** A folder without syncing to disk: for tests and throw-away servers. */
  public static ObjectStore ephemeral(Path folder) {
    return LocalObjectStore.open(folder, false);
  }

  /** In memory, for tests. */
  public static ObjectStore memory() {
    return new MemoryObjectStore();
  }
}
