package io.noria.training;

import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training by a script.
 *
 * @param experiment name of the experiment that the run belongs to
 * @param name of the run
 * @param problem what is learned from what
 * @param command the command line that trains
 * @param predict the command line that answers rows
 * @param format of the files with rows: {@code csv} or {@code parquet}
 * @param seed that the script is told
 * @param time how long it may take
 * @param memoryBytes how much address space each of its processes may have
 * @param files the project's own files by path: texts
 */
public record CommandRequest(
    String experiment,
    String name,
    Problem problem,
    String command,
    String predict,
    String format,
    long seed,
    Duration time,
    long memoryBytes,
    Map<String, String> files) {
  /** Validates and copies. */
  public CommandRequest {
    files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
    if (!List.of("csv", "parquet").contains(format)) {
      throw NoriaException.invalid("format: " + format + " (expected: csv or parquet)");
    }
    for (String path : files.keySet()) {
      if (path.isEmpty() || path.startsWith("/") || List.of(path.split("/")).contains("..")) {
        throw NoriaException.invalid("file: " + path + " (expected: a path inside the project)");
      }
    }
  }
}
