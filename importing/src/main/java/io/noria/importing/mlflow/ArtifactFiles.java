package io.noria.importing.mlflow;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that an MLflow history names by their addresses. An address of a disk is taken as
 * it is when something is there; otherwise, and for addresses that an MLflow server gave, the file
 * is looked for in the folder that the caller named, under as much of the address as is found
 * there.
 */
public final class ArtifactFiles {
  private static final String PROXY = "mlflow-artifacts:";

  private final MlflowOptions options;
  private final @Nullable Path home;
  private final @Nullable Path root;
  private final Set<String> told = new TreeSet<>();

  /**
   * Files of a history.
   *
   * @param home the folder that relative addresses start from; null when there is none
   */
  public ArtifactFiles(MlflowOptions options, @Nullable Path home) {
    this.options = options;
    this.home = home;
    String given = options.artifactRoot();
    Path served = home == null ? null : home.resolve("mlartifacts");
    this.root =
        given != null
            ? Path.of(given)
            : served != null && Files.isDirectory(served) ? served : null;
  }

  /**
   * A file that was found.
   *
   * @param path its path below its owner's address
   */
  public record Found(String path, Path file, long bytes) {}

  /** Whether the files of the address stay where they are, and clients can fetch them there. */
  public boolean stays(@Nullable String uri) {
    String scheme = uri == null ? "" : scheme(uri);
    return !scheme.isEmpty()
        && !scheme.equals("file")
        && !scheme.equals("mlflow-artifacts")
        && (!options.artifacts() || folder(uri == null ? "" : uri) == null);
  }

  /** The files below the address; empty when there are none, or when they are not to be read. */
  public List<Found> list(@Nullable String uri, ImportSink sink) throws IOException {
    if (!options.artifacts() || uri == null || uri.isEmpty()) {
      return List.of();
    }
    Path folder = folder(uri);
    if (folder == null) {
      missing(uri, sink);
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all.sorted()::iterator) {
        if (Files.isSymbolicLink(file)) {
          sink.note(file.toString(), "a symbolic link: it is left out");
        } else if (Files.isRegularFile(file)) {
          String path = folder.relativize(file).toString().replace('\\', '/');
          found.add(new Found(path, file, Files.size(file)));
        }
      }
    }
    return found;
  }

  /** What stands for the files: how many, how large, and when the last of them was written. */
  public String stamp(List<Found> files) throws IOException {
    long bytes = 0;
    long last = 0;
    for (Found file : files) {
      bytes += file.bytes();
      last = Math.max(last, Files.getLastModifiedTime(file.file()).toMillis());
    }
    return options.artifacts() ? files.size() + "f" + bytes + "b" + last : "none";
  }

  /** Puts the files. */
  public void put(List<Found> files, Imported.Owner owner, String id, ImportSink sink)
      throws IOException, InterruptedException {
    for (Found file : files) {
      sink.put(
          new Imported.File(
              owner, id, file.path(), file.bytes(), () -> Files.newInputStream(file.file())));
    }
  }

  /** Once for all that lie in the same place. */
  private void missing(String uri, ImportSink sink) {
    String scheme = scheme(uri);
    String what =
        scheme.equals("mlflow-artifacts") || scheme.isEmpty() || scheme.equals("file")
            ? "the files at such addresses are left out: name the folder they lie in with"
                + " --artifacts"
            : "files in " + scheme + " stay there: name a copy of them with --artifacts";
    String place = scheme.isEmpty() ? "file" : scheme;
    if (told.add(place)) {
      sink.note(uri, what);
    }
  }

  /** The folder of the address; null when it cannot be told. */
  public @Nullable Path folder(String uri) {
    String scheme = scheme(uri);
    if (scheme.isEmpty() || scheme.equals("file")) {
      Path own = own(uri, scheme);
      if (own != null && Files.isDirectory(own)) {
        return own;
      }
      Path there = root == null ? null : below(root, uri);
      return there != null ? there : own != null && hasHome(own) ? own : null;
    }
    if (root == null) {
      return null;
    }
    Path there = below(root, uri);
    return there == null && scheme.equals("mlflow-artifacts") ? root.resolve(path(uri)) : there;
  }

  /**
   * Whether the folder would be where its history says. A run without files has no folder, but what
   * is above it is there; of another machine's address only the first part is, if anything.
   */
  private static boolean hasHome(Path folder) {
    Path above = folder.toAbsolutePath();
    while (above != null && !Files.isDirectory(above)) {
      above = above.getParent();
    }
    return above != null && above.getNameCount() >= 2;
  }

  private @Nullable Path own(String uri, String scheme) {
    try {
      Path path =
          scheme.equals("file") && uri.startsWith("file:/")
              ? Path.of(new URI("file", "", new URI(uri).getPath(), null))
              : Path.of(uri.replaceFirst("^file:", ""));
      return path.isAbsolute() || home == null ? path : home.resolve(path).normalize();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return plain(uri);
    }
  }

  private static @Nullable Path plain(String uri) {
    try {
      return Path.of(uri.replaceFirst("^file:(//)?", ""));
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** The longest end of the address that is a folder below the root. */
  private static @Nullable Path below(Path root, String uri) {
    String[] parts = path(uri).split("/", -1);
    for (int from = 0; from < parts.length; from++) {
      boolean clean = true;
      Path candidate = root;
      for (int i = from; i < parts.length && clean; i++) {
        clean = !parts[i].isEmpty() && !parts[i].equals("..");
        candidate = candidate.resolve(parts[i]);
      }
      // The end alone, "artifacts", says nothing.
      boolean enough = parts.length - from >= 2 || parts.length == 1;
      if (clean && enough && Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** The address without scheme and host. */
  private static String path(String uri) {
    String rest = uri;
    int colon = scheme(uri).isEmpty() ? -1 : uri.indexOf(':');
    if (colon >= 0) {
      rest = uri.substring(colon + 1);
      if (rest.startsWith("//") && uri.startsWith(PROXY)) {
        int slash = rest.indexOf('/', 2);
        rest = slash < 0 ? "" : rest.substring(slash);
      }
    }
    return rest.replaceAll("^/+", "").replaceAll("/+$", "");
  }

  /** The address's scheme in lower case; empty for a path. */
  static String scheme(String uri) {
    int colon = uri.indexOf(':');
    // One letter is a drive of Windows.
    boolean is = colon > 1 && uri.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*");
    return is ? uri.substring(0, colon).toLowerCase(Locale.ROOT) : "";
  }
}
