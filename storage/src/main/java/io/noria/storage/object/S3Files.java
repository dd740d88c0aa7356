package io.noria.storage.object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * People's own files in buckets, by their names; nothing of the object store. Files are streamed to
 * and from this machine's disk, large ones in parts. Thread-safe.
 *
 * <p>An interface, so that who may need buckets and does not loads nothing of the SDK.
 */
public interface S3Files extends AutoCloseable {
  /** As the settings say; asks nobody yet. */
  static S3Files open(S3Settings settings) {
    return BucketFiles.open(settings);
  }

  /**
   * The file with what is noted beside it, if it is there.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND for a bucket that is not there,
   *     PERMISSION_DENIED when it may not be looked at, UNAVAILABLE when the store does not answer
   */
  Optional<S3File> find(S3Uri uri);

  /**
   * Those whose keys begin as the one of the address, by key.
   *
   * @param most more are refused
   * @throws io.noria.base.NoriaException as {@link #find}, and TOO_LARGE when there are more
   */
  List<S3File> list(S3Uri from, int most);

  /**
   * Brings the file's bytes into a local one. An answer that breaks off is taken up where it broke.
   *
   * @throws io.noria.base.NoriaException as {@link #find}, and ABORTED when the file is another one
   *     by now
   */
  void download(S3File file, Path to) throws IOException;

  /**
   * Puts a local file's bytes there; they appear at once when all have come.
   *
   * @param about what to note beside it
   * @throws io.noria.base.NoriaException as {@link #find}
   */
  void upload(Path file, S3Uri to, Map<String, String> about) throws IOException;

  @Override
  void close();
}
