package io.noria.protocols.mlflow.wire;

import org.jspecify.annotations.Nullable;

/** Messages about how files are sent. */
public final class Artifacts {
  private Artifacts() {}

  /** presigned-upload-url and presigned-download-url. */
  public record Presign(@Nullable String runId, @Nullable String modelId, @Nullable String path) {}
}
