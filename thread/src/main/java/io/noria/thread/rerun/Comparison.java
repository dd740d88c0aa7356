package io.noria.thread.rerun;

import io.noria.base.Ref;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.Task;
import io.noria.pipelines.TaskState;
import io.noria.pipelines.Value;
import io.noria.thread.rerun.Rerun.Made;
import io.noria.thread.rerun.Rerun.Output;
import io.noria.thread.rerun.Rerun.State;
import io.noria.tracking.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds what was made again against what was made then. Thread-safe. */
final class Comparison {
  private final BundleFiles files;

  Comparison(Tracking tracking) {
    this.files = new BundleFiles(tracking);
  }

  /**
   * The rerun as it stands.
   *
   * @param run the rerun
   * @param original the pipeline run whose tasks it makes again
   * @param now its tasks
   * @param then the original's tasks by name
   * @param makers for each of these the task that really ran
   * @param revoked notes about the data
   */
  Rerun of(
      PipelineRun run,
      PipelineRunId original,
      List<Task> now,
      Map<String, Task> then,
      Map<String, Task> makers,
      List<String> revoked) {
    Map<String, Made> made = new LinkedHashMap<>();
    Set<String> notes = new LinkedHashSet<>(revoked);
    for (Task task : now) {
      String name = task.id().name();
      Task before = Objects.requireNonNull(then.get(name), name);
      Task maker = Objects.requireNonNull(makers.get(name), name);
      made.put(name, made(run, task, before, maker, made));
      notes.addAll(differences(maker.environment(), task.environment()));
    }
    State state = state(run.state(), made.values().stream().toList());
    Duration seconds = between(run.startedAt(), run.endedAt());
    Duration originalSeconds = originally(made.values());
    Ref of = Ref.parse(run.labels().getOrDefault(Reruns.OF, original.ref().toString()));
    return new Rerun(
        of,
        original.ref(),
        run,
        state,
        summary(of, run, state, made.values().stream().toList(), seconds, originalSeconds),
        seconds,
        originalSeconds,
        List.copyOf(notes),
        List.copyOf(made.values()));
  }

  private Made made(
      PipelineRun run, Task task, Task before, Task maker, Map<String, Made> upstream) {
    boolean done = task.state() == TaskState.SUCCEEDED;
    List<Output> outputs = outputs(before, done ? task : null);
    Boolean same = done ? outputs.stream().allMatch(one -> Boolean.TRUE.equals(one.same())) : null;
    return new Made(
        task.id(),
        task.stepType(),
        maker.id(),
        task.state(),
        same,
        Boolean.FALSE.equals(same) ? reason(run, task, maker, outputs, upstream) : null,
        task.error(),
        between(task.startedAt(), task.endedAt()),
        between(maker.startedAt(), maker.endedAt()),
        outputs,
        task.environment(),
        maker.environment());
  }

  private List<Output> outputs(Task before, @Nullable Task now) {
    List<Output> outputs = new ArrayList<>();
    for (String name : new TreeSet<>(before.outputs().keySet())) {
      Value then = Objects.requireNonNull(before.outputs().get(name));
      Value made = now == null ? null : now.outputs().get(name);
      String digest = made == null ? null : made.contentDigest();
      Boolean same = now == null ? null : (Boolean) same(before, then, now, made);
      outputs.add(new Output(name, then.shown(), then.contentDigest(), digest, same));
      if (then instanceof Value.Record run && run.ref().kind() == Ref.Kind.RUN) {
        outputs.addAll(
            files.of(run.ref(), made instanceof Value.Record other ? other.ref() : null));
      }
    }
    return outputs;
  }

  /** Equal content; a text that names a record of its own task names another one now. */
  private static boolean same(Task before, Value then, Task now, @Nullable Value made) {
    if (made == null) {
      return false;
    }
    return then.contentDigest().equals(made.contentDigest())
        || (then instanceof Value.Data a
            && made instanceof Value.Data b
            && neutral(before, a.json()).equals(neutral(now, b.json())));
  }

  private static String neutral(Task task, String text) {
    String neutral = text;
    for (Map.Entry<String, Value> output : task.outputs().entrySet()) {
      if (output.getValue() instanceof Value.Record record) {
        neutral = neutral.replace(record.ref().id(), "{" + output.getKey() + "}");
      }
    }
    return neutral;
  }

  private static String reason(
      PipelineRun run, Task task, Task maker, List<Output> outputs, Map<String, Made> upstream) {
    String which =
        String.join(
            ", ",
            outputs.stream()
                .filter(one -> !Boolean.TRUE.equals(one.same()))
                .map(one -> one.name() + (one.digest() == null ? " (not made)" : ""))
                .toList());
    List<String> fed =
        run.spec().task(task.id().name()).feeds().stream()
            .filter(name ->
                upstream.get(name) != null && Boolean.FALSE.equals(upstream.get(name).same()))
            .toList();
    if (!fed.isEmpty()) {
      return "%s: it was fed by %s, which came out different"
          .formatted(which, String.join(", ", fed));
    }
    List<String> differences = differences(maker.environment(), task.environment());
    if (!differences.isEmpty()) {
      return which + ": " + String.join("; ", differences);
    }
    return maker.environment().isEmpty()
        ? "%s: what the task ran with then was not recorded; now it is %s"
            .formatted(which, task.environment())
        : "%s: step %s is not deterministic: the same inputs, libraries and machine gave another output"
            .formatted(which, task.stepType());
  }

  /** What the task ran with then and now, where it differs and both are known. */
  private static List<String> differences(Map<String, String> then, Map<String, String> now) {
    List<String> differences = new ArrayList<>();
    for (String name : new TreeSet<>(then.keySet())) {
      String before = then.get(name);
      String after = now.get(name);
      if (after != null && !after.equals(before)) {
        differences.add("%s was %s, now %s".formatted(name, before, after));
      }
    }
    return differences;
  }

  private static State state(PipelineState pipeline, List<Made> tasks) {
    return switch (pipeline) {
      case PENDING -> State.PENDING;
      case RUNNING -> State.RUNNING;
      case FAILED -> State.FAILED;
      case CANCELLED -> State.CANCELLED;
      case SUCCEEDED ->
          tasks.stream().allMatch(task -> Boolean.TRUE.equals(task.same()))
              ? State.SAME
              : State.DIFFERENT;
    };
  }

  private static String summary(
      Ref of,
      PipelineRun run,
      State state,
      List<Made> tasks,
      @Nullable Duration seconds,
      @Nullable Duration originalSeconds) {
    String time = seconds == null ? "" : "; " + shown(seconds) + " now";
    if (seconds != null && originalSeconds != null) {
      time += ", " + shown(originalSeconds) + " then";
    }
    long done = tasks.stream().filter(task -> task.state().ended()).count();
    return switch (state) {
      case PENDING -> of + " waits to be made again";
      case RUNNING ->
          "%s is being made again: %d of %d tasks done".formatted(of, done, tasks.size());
      case SAME ->
          "%s was made again to the same digests: %d outputs of %d tasks%s"
              .formatted(
                  of, tasks.stream().mapToInt(t -> t.outputs().size()).sum(), tasks.size(), time);
      case DIFFERENT -> "%s was made again and differs: %s%s".formatted(of, reasons(tasks), time);
      case FAILED -> "%s could not be made again: %s".formatted(of, run.error());
      case CANCELLED -> "making " + of + " again was cancelled";
    };
  }

  /** The first cause of each chain: what was fed by something different is not named. */
  private static String reasons(List<Made> tasks) {
    return tasks.stream()
        .filter(task -> Boolean.FALSE.equals(task.same()))
        .map(task -> "task " + task.task().name() + ", " + task.reason())
        .findFirst()
        .orElse("a task has no outputs");
  }

  private static String shown(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  private static @Nullable Duration between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Duration.between(from, to);
  }

  private static @Nullable Duration originally(Collection<Made> tasks) {
    Duration sum = Duration.ZERO;
    for (Made task : tasks) {
      Duration part = task.originalSeconds();
      if (part == null) {
        return null;
      }
      sum = sum.plus(part);
    }
    return sum;
  }
}
