package io.noria.protocols.mlflow.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages about how files are sent. */
public final class Artifacts {
  private Artifacts() {}

  /** presigned-upload-url and presigned-download-url. */
  public record Presign(@Nullable String runId, @Nullable String modelId, @Nullable String path) {}

  /** mpu/create. */
  public record Create(@Nullable String path, @Nullable Long numParts) {}

  /** Where to put a part. */
  public record Credential(String url, int partNumber, Map<String, String> headers) {}

  /** Answer of mpu/create. */
  public record Created(String uploadId, List<Credential> credentials) {}

  /** A part that was put. */
  public record Part(@Nullable Long partNumber, @Nullable String etag) {}

  /** mpu/complete and mpu/abort. */
  public record Complete(
      @Nullable String path, @Nullable String uploadId, @Nullable List<Part> parts) {}

  /** Answer of presigned. */
  public record Presigned(String url, Map<String, String> headers, long fileSize) {}
}
