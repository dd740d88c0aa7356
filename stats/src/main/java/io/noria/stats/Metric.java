package io.noria.stats;

import java.util.Set;

/**
 * A metric that models can be judged by.
 *
 * @param name as project files and wires have it
 * @param tasks what it can judge
 * @param lowerIsBetter whether a lower value is better
 */
public record Metric(String name, Set<Task> tasks, boolean lowerIsBetter) {
  /** Copies. */
  public Metric {
    tasks = Set.copyOf(tasks);
  }
}
