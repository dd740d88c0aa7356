package io.noria.pipelines;

import java.util.List;

/** Where a task's input comes from. */
public sealed interface Input {
  /** Known when the pipeline is submitted. */
  record Given(Value value) implements Input {}

  /**
   * The output of another task, which therefore runs first.
   *
   * @param task its name
   * @param output the output's name
   */
  record From(String task, String output) implements Input {}

  /**
   * Outputs of several tasks as one list, in this order.
   *
   * @param parts where each item comes from
   */
  record Gathered(List<From> parts) implements Input {
    /** Copies. */
    public Gathered {
      parts = List.copyOf(parts);
    }
  }
}
