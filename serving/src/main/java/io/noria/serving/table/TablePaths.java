package io.noria.serving.table;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.object.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the tables of batches may lie. A command reads and writes what its user may; a server what
 * its operator named, whatever links in there point to.
 */
public final class TablePaths {
  private final boolean anywhere;
  private final List<Path> folders;
  private final List<S3Uri> buckets;
  private final @Nullable S3Uri kept;

  private TablePaths(
      boolean anywhere, List<Path> folders, List<S3Uri> buckets, @Nullable S3Uri kept) {
    this.anywhere = anywhere;
    this.folders = List.copyOf(folders);
    this.buckets = List.copyOf(buckets);
    this.kept = kept;
  }

  /** Everywhere. */
  public static TablePaths anywhere() {
    return new TablePaths(true, List.of(), List.of(), null);
  }

  /**
   * In these places.
   *
   * @param allowed absolute folders, and {@code s3://bucket/prefix}; without any of the latter
   *     every bucket that the credentials open
   * @param objects where the server keeps its own objects: never allowed in a bucket
   * @throws NoriaException INVALID_ARGUMENT for anything else
   */
  public static TablePaths of(List<String> allowed, String objects) {
    List<Path> folders = new ArrayList<>();
    List<S3Uri> buckets = new ArrayList<>();
    for (String each : allowed) {
      if (S3Uri.is(each)) {
        S3Uri uri = S3Uri.parse(each);
        buckets.add(uri.with(folder(uri.key())));
      } else {
        Path folder = path("batch-paths", each);
        if (!folder.isAbsolute() || folder.getNameCount() == 0) {
          throw NoriaException.invalid(
              "batch-paths: " + each + " (expected: an absolute folder or s3://bucket/prefix)");
        }
        folders.add(folder.normalize());
      }
    }
    S3Uri kept = S3Uri.is(objects) ? S3Uri.parse(objects) : null;
    return new TablePaths(
        false, folders, buckets, kept == null ? null : kept.with(folder(kept.key())));
  }

  private static String folder(String key) {
    return key.isEmpty() || key.endsWith("/") ? key : key + "/";
  }

  static Path path(String what, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, what + ": " + text + " (expected: a path)", e);
    }
  }

  /**
   * The path if it may be used.
   *
   * @throws NoriaException PERMISSION_DENIED when not
   */
  Path local(String what, Path path) {
    Path whole = path.toAbsolutePath().normalize();
    if (anywhere) {
      return whole;
    }
    if (path.isAbsolute()) {
      for (Path folder : folders) {
        if (whole.startsWith(folder) && real(whole).startsWith(real(folder))) {
          return whole;
        }
      }
    }
    throw new NoriaException(
        ErrorCode.PERMISSION_DENIED,
        "%s: %s (expected: %s; the server's operator names folders by noria.serving.batch-paths)"
            .formatted(
                what,
                path,
                folders.isEmpty() ? "s3://bucket/key" : "a path in " + folders + ", or s3://"));
  }

  /** Where it is in truth: of what is not there yet, the folder above that is. */
  private static Path real(Path path) {
    Path there = path;
    while (there != null && !Files.exists(there, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    try {
      return there == null ? path : there.toRealPath().resolve(there.relativize(path)).normalize();
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.PERMISSION_DENIED, path + ": cannot be followed: " + e.getMessage(), e);
    }
  }

  /**
   * The address if it may be used.
   *
   * @throws NoriaException PERMISSION_DENIED when not
   */
  S3Uri bucket(String what, S3Uri uri) {
    S3Uri own = kept;
    boolean taken =
        own != null && own.bucket().equals(uri.bucket()) && uri.key().startsWith(own.key());
    boolean open =
        buckets.isEmpty()
            || buckets.stream()
                .anyMatch(in -> in.bucket().equals(uri.bucket()) && uri.key().startsWith(in.key()));
    if (taken || !open) {
      throw new NoriaException(
          ErrorCode.PERMISSION_DENIED,
          what
              + ": "
              + uri
              + (taken
                  ? " (expected: not among the server's own objects)"
                  : " (expected: a place in " + buckets + ")"));
    }
    return uri;
  }
}
