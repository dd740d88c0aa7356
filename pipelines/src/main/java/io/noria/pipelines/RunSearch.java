package io.noria.pipelines;

import org.jspecify.annotations.Nullable;

/**
 * Which runs to list, newest first.
 *
 * @param pipeline only of this pipeline; null for all
 * @param state only in this state; null for all
 * @param limit rows of a page, 1 to 1000
 * @param pageToken from the page before; null for the first
 */
public record RunSearch(
    @Nullable String pipeline,
    @Nullable PipelineState state,
    int limit,
    @Nullable String pageToken) {
  /** All runs, newest first. */
  public static final RunSearch NEWEST = new RunSearch(null, null, 100, null);

  /** Runs of the pipeline, newest first. */
  public static RunSearch of(String pipeline) {
    return new RunSearch(pipeline, null, 100, null);
  }
}
