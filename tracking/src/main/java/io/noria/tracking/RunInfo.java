package io.noria.tracking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who, when and how a run went.
 *
 * @param id its id
 * @param experiment where it belongs
 * @param name never empty
 * @param status where it stands
 * @param lifecycle whether it is deleted
 * @param startedAt as the client said, else when it was recorded
 * @param endedAt null while it has not ended
 * @param user as the client said; empty when it did not
 * @param parent the run it is nested in, or null
 * @param eventTime the moment in the data's world it was made for; null when it has none
 * @param recordedAt when it was created here
 * @param artifactLocation the experiment's place for artifacts; null for our own store
 */
public record RunInfo(
    RunId id,
    ExperimentId experiment,
    String name,
    RunStatus status,
    Lifecycle lifecycle,
    Instant startedAt,
    @Nullable Instant endedAt,
    String user,
    @Nullable RunId parent,
    @Nullable Instant eventTime,
    Instant recordedAt,
    @Nullable String artifactLocation) {
  /** Where its artifacts are. */
  public ArtifactRoot artifacts() {
    return ArtifactRoot.of(experiment, id);
  }

  /** Where its artifacts are, as clients are told. */
  public String artifactUri() {
    return artifactLocation == null
        ? artifacts().uri()
        : artifactLocation + "/" + id + "/artifacts";
  }
}
