package io.noria.protocols.mlflow.space;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Handler;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.Limits;
import io.noria.tracking.WorkspaceName;

/**
 * The workspace that the request under way is for. While no workspace is said to be meant, as when
 * workspaces are off, everything is as it is everywhere.
 */
public final class Space {
  private static final ScopedValue<WorkspaceName> CURRENT = ScopedValue.newInstance();
  private static final String FOLDER = "workspaces/";

  private Space() {}

  /** Answers the request within a workspace. */
  public static void handle(WorkspaceName workspace, Handler handler, Exchange x) throws Exception {
    ScopedValue.where(CURRENT, workspace)
        .call(() -> {
          handler.handle(x);
          return true;
        });
  }

  /** Whether the request is for a workspace. */
  public static boolean isBound() {
    return CURRENT.isBound();
  }

  /** The request's workspace; the default one when none is meant. */
  public static WorkspaceName current() {
    return CURRENT.orElse(WorkspaceName.DEFAULT);
  }

  /** What leads from the top of all artifacts to the workspace's: {@code workspaces/NAME/}. */
  private static String folder() {
    return FOLDER + current() + "/";
  }

  /** An address of our own store as it is told within the workspace; any other as it is. */
  public static String uri(String uri) {
    return current().isDefault() || !uri.startsWith(ArtifactRoot.SCHEME)
        ? uri
        : ArtifactRoot.SCHEME + folder() + uri.substring(ArtifactRoot.SCHEME.length());
  }

  /**
   * Reads the path of an artifact as it is said within the workspace: with the workspace before it,
   * or without.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is none, or another workspace's
   */
  public static ArtifactFolder parse(String path) {
    if (!isBound() || !path.startsWith(FOLDER)) {
      return ArtifactRoot.parse(path);
    }
    if (!path.startsWith(folder())) {
      throw NoriaException.invalid(
          "artifact path: '"
              + Limits.shown(path)
              + "' (expected: one of the request's workspace, which is '"
              + current()
              + "')");
    }
    return ArtifactRoot.parse(path.substring(folder().length()));
  }
}
