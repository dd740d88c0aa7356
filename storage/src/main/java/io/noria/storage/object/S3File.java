package io.noria.storage.object;

import java.time.Instant;
import java.util.Map;

/**
 * A file in a bucket, as it was when it was looked at.
 *
 * @param uri where
 * @param bytes its size
 * @param modified when it was put
 * @param tag another content has another one
 * @param about what its writer noted beside it, by name in lower case; empty when it was listed
 */
public record S3File(
    S3Uri uri, long bytes, Instant modified, String tag, Map<String, String> about) {
  /** Copies. */
  public S3File {
    about = Map.copyOf(about);
  }
}
