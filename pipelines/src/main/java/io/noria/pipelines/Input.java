package io.noria.pipelines;

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
}
