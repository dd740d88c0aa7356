package io.noria.tracking;

/**
 * A folder of artifacts, for example a model's.
 *
 * @param root whose it is
 * @param path the folder within, with {@code /}; empty for the root itself
 */
public record ArtifactFolder(ArtifactRoot root, String path) {
  /** Validates the path. */
  public ArtifactFolder {
    path = path.isEmpty() ? "" : Limits.path("artifact path", path);
  }
}
