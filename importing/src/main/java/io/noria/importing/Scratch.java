package io.noria.importing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary folder of a source, gone when it is closed: a sink may read files after what they
 * belong to was said to be whole. Not thread-safe.
 */
public final class Scratch implements AutoCloseable {
  private final Path root;
  private int made;

  private Scratch(Path root) {
    this.root = root;
  }

  /** A new one in the machine's temporary folder. */
  public static Scratch make() throws IOException {
    return new Scratch(Files.createTempDirectory("noria-import-"));
  }

  /** The name of a new folder in it; nothing is made. */
  public Path folder() {
    return root.resolve(Integer.toString(made++));
  }

  private void clear() throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(root)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      if (!path.equals(root)) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public void close() {
    try {
      clear();
      Files.deleteIfExists(root);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + root, e);
    }
  }
}
