package io.noria.delivery;

import java.time.Duration;
import java.util.Set;

/**
 * When a project trains again.
 *
 * @param project the project's name
 * @param deployment the deployment whose alerts count
 * @param datasets the datasets whose new accepted versions are new labelled data
 * @param onAlert whether alerts count
 * @param onNewData whether new data counts by itself
 * @param coolDown event time that must pass after training started before it starts again
 */
public record TriggerPolicy(
    String project,
    String deployment,
    Set<String> datasets,
    boolean onAlert,
    boolean onNewData,
    Duration coolDown) {
  /** Copies. */
  public TriggerPolicy {
    datasets = Set.copyOf(datasets);
  }
}
