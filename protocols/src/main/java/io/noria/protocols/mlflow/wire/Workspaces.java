package io.noria.protocols.mlflow.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about workspaces. */
public final class Workspaces {
  private Workspaces() {}

  /** A workspace. */
  public record Workspace(
      String name, @Nullable String description, @Nullable String defaultArtifactRoot) {}

  /** Answer of get, create and update. */
  public record One(Workspace workspace) {}

  /** Answer of list. */
  public record Some(List<Workspace> workspaces) {}

  /** create and update. */
  public record Change(
      @Nullable String name,
      @Nullable String description,
      @Nullable String defaultArtifactRoot,
      @Nullable Archival traceArchivalConfig) {}

  /** Where traces are laid away. */
  public record Archival(@Nullable String location, @Nullable String retention) {}
}
