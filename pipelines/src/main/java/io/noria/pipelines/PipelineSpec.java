package io.noria.pipelines;

import io.noria.base.NoriaException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph of tasks. Kept with every run as it was submitted.
 *
 * @param name the pipeline's name; former tasks of the same name explain cache misses
 * @param tasks in the order in which pages show them
 */
public record PipelineSpec(String name, List<TaskSpec> tasks) {
  /**
   * Validates: names are unique, what is waited for exists, and nothing waits for itself.
   *
   * @throws NoriaException INVALID_ARGUMENT naming the task that breaks a rule
   */
  public PipelineSpec {
    tasks = List.copyOf(tasks);
    if (name.isBlank() || tasks.isEmpty()) {
      throw NoriaException.invalid(
          "pipeline: '" + name + "' with " + tasks.size() + " tasks (expected: a name and a task)");
    }
    Map<String, TaskSpec> byName = new LinkedHashMap<>();
    for (TaskSpec task : tasks) {
      if (byName.put(task.name(), task) != null) {
        throw NoriaException.invalid("task " + task.name() + ": twice in pipeline " + name);
      }
    }
    for (TaskSpec task : tasks) {
      for (String other : task.waitsFor()) {
        if (!byName.containsKey(other)) {
          throw NoriaException.invalid(
              "task "
                  + task.name()
                  + " waits for "
                  + other
                  + " (there is: "
                  + byName.keySet()
                  + ")");
        }
      }
    }
    refuseCycles(byName);
  }

  /** The task of that name. */
  public TaskSpec task(String task) {
    return tasks.stream()
        .filter(spec -> spec.name().equals(task))
        .findFirst()
        .orElseThrow(() -> NoriaException.notFound("task " + task + ": not in pipeline " + name));
  }

  private static void refuseCycles(Map<String, TaskSpec> byName) {
    Set<String> done = new HashSet<>();
    boolean moved = true;
    while (moved && done.size() < byName.size()) {
      moved = false;
      for (TaskSpec task : byName.values()) {
        if (!done.contains(task.name()) && done.containsAll(task.waitsFor())) {
          moved |= done.add(task.name());
        }
      }
    }
    if (done.size() < byName.size()) {
      Set<String> stuck = new java.util.LinkedHashSet<>(byName.keySet());
      stuck.removeAll(done);
      throw NoriaException.invalid("tasks wait for each other in a circle: " + stuck);
    }
  }
}
