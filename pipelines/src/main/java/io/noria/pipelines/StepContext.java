package io.noria.pipelines;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step is given: its params, its inputs, and ways to tell and to store. Thread-safe. */
public interface StepContext {
  /** The task being run. */
  TaskId task();

  /** 1 for the first attempt. */
  int attempt();

  /** The pipeline's name. */
  String pipeline();

  /** The moment in the data's world that the pipeline run belongs to; null when it has none. */
  @Nullable Instant eventTime();

  /** The task's params as the spec has them: strings, numbers, booleans, lists, maps. */
  Map<String, Object> params();

  /** For every record that the step makes: labels by name, to be kept as tags. */
  default Map<String, String> labels() {
    return Map.of();
  }

  /** The inputs by name. */
  Map<String, Value> inputs();

  /** A local, read-only file with the bytes of a value. */
  Path localFile(Value.File file) throws IOException;

  /** An empty folder of this attempt's own; it is deleted when the attempt ends. */
  Path workFolder();

  /**
   * Stores a file as an output. The file may be consumed.
   *
   * @param name what to call it: a file name
   */
  Value.File store(String name, Path file) throws IOException;

  /** Appends a line to the task's live log. Never blocks on the database. */
  void log(String line);

  /** Writes the lineage edge task → {@code relation} → record, now; the same twice is one. */
  void link(String relation, Ref to);

  /** Whether the task should stop. */
  boolean cancelled();

  /**
   * Runs the action, once, when the task is cancelled or its time is over, on another thread; at
   * once when that has happened already. For stopping child processes.
   */
  void onCancel(Runnable action);

  /** The params read as a record. */
  default <T> T params(Class<T> type) {
    return Json.read(Json.write(params()), type);
  }

  /**
   * The input of that name.
   *
   * @throws NoriaException INVALID_ARGUMENT when the task was given none
   */
  default Value input(String name) {
    Value value = inputs().get(name);
    if (value == null) {
      throw NoriaException.invalid(
          "input " + name + ": missing in task " + task() + " (it has: " + inputs().keySet() + ")");
    }
    return value;
  }

  /** Local files of an input that is a file or a list of files, in their order. */
  default List<Path> localFiles(String input) throws IOException {
    var paths = new java.util.ArrayList<Path>();
    for (Value.File file : input(input).files()) {
      paths.add(localFile(file));
    }
    return List.copyOf(paths);
  }
}
