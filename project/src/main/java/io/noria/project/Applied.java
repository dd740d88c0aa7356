package io.noria.project;

import java.util.List;

/**
 * What applying did.
 *
 * @param project the project as it is now
 * @param changes every part, changed or not
 * @param collected what the look at the data found
 */
public record Applied(Project project, List<Change> changes, Collected collected) {
  /** Copies. */
  public Applied {
    changes = List.copyOf(changes);
  }
}
