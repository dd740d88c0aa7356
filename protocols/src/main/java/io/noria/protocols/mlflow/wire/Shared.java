package io.noria.protocols.mlflow.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that several calls use. */
public final class Shared {
  private Shared() {}

  /** Nothing to say. */
  public record Empty() {}

  /** A param or tag. */
  public record KeyValue(@Nullable String key, @Nullable String value) {}

  /** A file or folder. */
  public record FileInfo(String path, boolean isDir, @Nullable Long fileSize) {}

  /** Files of a run or model. */
  public record Files(
      @Nullable String rootUri, @Nullable List<FileInfo> files, @Nullable String nextPageToken) {}

  /** What kind of server this is, and what it can do. */
  public record ServerInfo(
      String storeType,
      boolean workspacesEnabled,
      boolean traceArchivalEnabled,
      boolean multipartUploadsEnabled,
      boolean multipartDownloadsEnabled,
      boolean presignedUploadRunIdSupported,
      boolean presignedUploadModelIdSupported,
      Features featuresEnabled) {}

  /** Parts of MLflow's server that may be off. */
  public record Features(boolean gateway) {}

  /** An error. */
  public record Failure(String errorCode, String message) {}
}
