package io.noria.pipelines;

import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One task of a pipeline. Immutable; start from {@link #of} and add.
 *
 * @param name unique in the pipeline: letters, digits, {@code . _ -}
 * @param stepType which {@link Step} does it
 * @param params JSON-able values by name; part of the cache key
 * @param inputs by name
 * @param after further tasks that must have succeeded before it starts
 * @param retries how it is tried again
 * @param timeout how long one attempt may take; null for as long as it likes
 * @param cache whether a former task's outputs may be taken, when the step allows it too
 * @param heavy whether it uses every core: a server runs one heavy task at a time, beside light
 *     ones
 */
public record TaskSpec(
    String name,
    String stepType,
    Map<String, Object> params,
    Map<String, Input> inputs,
    List<String> after,
    Retries retries,
    @Nullable Duration timeout,
    boolean cache,
    boolean heavy) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Validates and copies. */
  public TaskSpec {
    if (!NAME.matcher(name).matches()) {
      throw NoriaException.invalid("task: '" + name + "' (expected: letters, digits, . _ -)");
    }
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    after = List.copyOf(after);
  }

  /** A task without params, inputs or retries. */
  public static TaskSpec of(String name, String stepType) {
    return new TaskSpec(
        name, stepType, Map.of(), Map.of(), List.of(), Retries.NONE, null, true, false);
  }

  /** With one more param. */
  public TaskSpec param(String key, Object value) {
    return new TaskSpec(
        name, stepType, with(params, key, value), inputs, after, retries, timeout, cache, heavy);
  }

  /** With an input known now. */
  public TaskSpec input(String input, Value value) {
    return input(input, new Input.Given(value));
  }

  /** With another task's output as input. */
  public TaskSpec input(String input, String task, String output) {
    return input(input, new Input.From(task, output));
  }

  /** With the input. */
  public TaskSpec input(String input, Input from) {
    return new TaskSpec(
        name, stepType, params, with(inputs, input, from), after, retries, timeout, cache, heavy);
  }

  /** To be run after the other task. */
  public TaskSpec after(String task) {
    var all = new ArrayList<>(after);
    all.add(task);
    return new TaskSpec(name, stepType, params, inputs, all, retries, timeout, cache, heavy);
  }

  /** With these retries. */
  public TaskSpec retries(Retries value) {
    return new TaskSpec(name, stepType, params, inputs, after, value, timeout, cache, heavy);
  }

  /** With a limit of time for each attempt. */
  public TaskSpec timeout(Duration value) {
    return new TaskSpec(name, stepType, params, inputs, after, retries, value, cache, heavy);
  }

  /** Always run, whatever is known. */
  public TaskSpec uncached() {
    return new TaskSpec(name, stepType, params, inputs, after, retries, timeout, false, heavy);
  }

  /** With no other heavy task beside it. */
  public TaskSpec asHeavy() {
    return new TaskSpec(name, stepType, params, inputs, after, retries, timeout, cache, true);
  }

  /** The names of the tasks whose outputs it takes. */
  public List<String> feeds() {
    return new TaskSpec(name, stepType, params, inputs, List.of(), retries, timeout, cache, heavy)
        .waitsFor();
  }

  /** The names of all tasks that must have succeeded before it starts. */
  public List<String> waitsFor() {
    var all = new java.util.LinkedHashSet<>(after);
    for (Input input : inputs.values()) {
      switch (input) {
        case Input.Given _ -> {}
        case Input.From from -> all.add(from.task());
        case Input.Gathered gathered -> gathered.parts().forEach(part -> all.add(part.task()));
      }
    }
    return List.copyOf(all);
  }

  private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
    var copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
