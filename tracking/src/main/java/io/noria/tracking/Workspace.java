package io.noria.tracking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of the server that a team has for itself: experiments, registered models, evaluation
 * datasets and webhooks of one workspace are not seen in another.
 *
 * @param name unique
 * @param description for people; null for none
 * @param artifactRoot where artifacts of its experiments go, a URI; null for our own store
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
public record Workspace(
    WorkspaceName name,
    @Nullable String description,
    @Nullable String artifactRoot,
    Instant createdAt,
    Instant updatedAt) {
  /** What becomes of what is in a workspace that is deleted. */
  public enum Deletion {
    /** While anything is in it, it is not deleted. */
    RESTRICT,
    /** All of it goes to the default workspace. */
    SET_DEFAULT,
    /** All of it is deleted. */
    CASCADE
  }
}
