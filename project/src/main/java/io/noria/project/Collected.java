package io.noria.project;

import io.noria.datasets.DatasetVersion;
import io.noria.delivery.TriggerDecision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the data found.
 *
 * @param accepted new versions that met their expectations
 * @param refused new versions that did not
 * @param revoked withdrawn versions whose very content is there again; it stays out
 * @param unchanged how many versions were there already
 * @param decision whether the wheel turns for it; null when there was nothing to decide
 */
public record Collected(
    List<DatasetVersion> accepted,
    List<DatasetVersion> refused,
    List<DatasetVersion> revoked,
    int unchanged,
    @Nullable TriggerDecision decision) {
  /** Copies. */
  public Collected {
    accepted = List.copyOf(accepted);
    refused = List.copyOf(refused);
    revoked = List.copyOf(revoked);
  }
}
