package io.noria.pipelines;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task of a run.
 *
 * @param id run and name
 * @param stepType what does it
 * @param state where it is
 * @param inputs as resolved; empty before it started
 * @param outputs by name; empty unless it succeeded
 * @param cacheNote why the cache hit or missed, in words; null when it was not asked
 * @param cachedFrom the task whose outputs were taken; null unless CACHED
 * @param error why the last attempt failed; null when none did
 * @param environment what it ran with, by name: {@code step}, {@code noria}, {@code java}, {@code
 *     os}, {@code cpu}, and what its step names; empty before it started and when cached
 * @param attempts every attempt, oldest first
 * @param startedAt when its first attempt began; null before
 * @param endedAt null while it is not over
 */
public record Task(
    TaskId id,
    String stepType,
    TaskState state,
    Map<String, Value> inputs,
    Map<String, Value> outputs,
    @Nullable String cacheNote,
    @Nullable TaskId cachedFrom,
    @Nullable String error,
    Map<String, String> environment,
    List<TaskAttempt> attempts,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {
  /** Copies. */
  public Task {
    inputs = Map.copyOf(inputs);
    outputs = Map.copyOf(outputs);
    environment = Map.copyOf(environment);
    attempts = List.copyOf(attempts);
  }
}
