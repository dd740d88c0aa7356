package io.noria.project;

import java.util.List;

/**
 * What applying would do.
 *
 * @param project the project's name
 * @param changes every part, changed or not
 */
public record Plan(String project, List<Change> changes) {
  /** Copies. */
  public Plan {
    changes = List.copyOf(changes);
  }
}
