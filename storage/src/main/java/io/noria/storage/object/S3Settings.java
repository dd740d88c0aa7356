package io.noria.storage.object;

import io.noria.base.NoriaException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a store that speaks S3, and what of it to keep on this machine.
 *
 * @param endpoint where the store answers; null for AWS
 * @param region its region; null for what AWS's own settings say, else us-east-1
 * @param pathStyle whether the bucket is named in the path rather than in the host; null for yes
 *     with an endpoint and no without
 * @param credentials who calls; null for AWS's own chain (environment, profile, container, machine)
 * @param partBytes the size of a part of a multipart upload; smaller objects go in one request
 * @param timeout the longest silence of the store before a request is given up and repeated
 * @param cache what is kept on this machine
 */
public record S3Settings(
    @Nullable URI endpoint,
    @Nullable String region,
    @Nullable Boolean pathStyle,
    @Nullable Credentials credentials,
    long partBytes,
    Duration timeout,
    Cache cache) {
  /** S3 refuses smaller parts. */
  public static final long LEAST_PART = 5L << 20;

  /** S3 refuses larger parts. */
  public static final long LARGEST_PART = 5L << 30;

  /** The part size unless said otherwise. */
  public static final long USUAL_PART = 16L << 20;

  /** The timeout unless said otherwise. */
  public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  /** Validates. */
  public S3Settings {
    if (endpoint != null
        && (endpoint.getHost() == null
            || !String.valueOf(endpoint.getScheme()).matches("https?"))) {
      throw NoriaException.invalid(
          "S3 endpoint: " + endpoint + " (expected: https://host or http://host:port)");
    }
    if (partBytes < LEAST_PART || partBytes > LARGEST_PART) {
      throw NoriaException.invalid(
          "S3 part size: %d (expected: from %d to %d bytes)"
              .formatted(partBytes, LEAST_PART, LARGEST_PART));
    }
    if (timeout.toMillis() < 1) {
      throw NoriaException.invalid("S3 timeout: " + timeout + " (expected: more than PT0S)");
    }
  }

  /** AWS by its own settings, with the cache in the folder. */
  public static S3Settings usual(Path cache) {
    return new S3Settings(null, null, null, null, USUAL_PART, USUAL_TIMEOUT, Cache.in(cache));
  }

  /** Whether the bucket is named in the path. */
  boolean inPath() {
    return pathStyle == null ? endpoint != null : pathStyle;
  }

  /**
   * An access key. The secret is in no text form of it.
   *
   * @param accessKeyId the key's public half
   * @param secretAccessKey its secret half
   */
  public record Credentials(String accessKeyId, String secretAccessKey) {
    /** Validates. */
    public Credentials {
      if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
        throw NoriaException.invalid(
            "S3 credentials: one half is empty (expected: access key id and secret access key)");
      }
    }

    @Override
    public String toString() {
      return "Credentials[accessKeyId=" + accessKeyId + "]";
    }
  }

  /**
   * Objects kept on this machine, since engines read files.
   *
   * @param folder where they lie; used by one server at a time
   * @param bytes how much of them is kept
   * @param keep for how long a file that was handed out is kept, however much lies there
   */
  public record Cache(Path folder, long bytes, Duration keep) {
    /** The size unless said otherwise. */
    public static final long USUAL_BYTES = 10L << 30;

    /** Longer than anything reads a file that it was given. */
    public static final Duration USUAL_KEEP = Duration.ofHours(6);

    /** Validates. */
    public Cache {
      if (bytes < 0) {
        throw NoriaException.invalid("object cache: " + bytes + " bytes (expected: 0 or more)");
      }
    }

    /** The folder with the usual size. */
    public static Cache in(Path folder) {
      return new Cache(folder, USUAL_BYTES, USUAL_KEEP);
    }
  }
}
