package io.noria.protocols.rest;

import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.pipelines.LogLine;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.RunSearch;
import io.noria.pipelines.Task;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskState;
import io.noria.pipelines.Value;
import io.noria.protocols.http.EventStream;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.WireJson;
import io.noria.storage.lineage.Lineage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pipeline runs, their tasks and logs. */
final class PipelinesApi {
  private static final int LINES = 5000;
  private static final long POLL_MILLIS = 250;

  private final Pipelines pipelines;
  private final Lineage lineage;

  PipelinesApi(Pipelines pipelines, Lineage lineage) {
    this.pipelines = pipelines;
    this.lineage = lineage;
  }

  void routes(Routes routes) {
    String one = "/noria/v1/pipelines/runs/{run}";
    routes
        .get("/noria/v1/pipelines/runs", this::list)
        .get(one, this::get)
        .post(one + "/cancel", this::cancel)
        .get(one + "/tasks/{task}/log", this::log)
        .get(one + "/tasks/{task}/log/stream", this::stream, Routes.Option.STREAM);
  }

  private record RunWire(
      Ref ref,
      String id,
      String pipeline,
      PipelineState status,
      String reason,
      @Nullable Instant eventTime,
      Instant submittedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String error,
      String by,
      List<Ref> causedBy,
      Object tasks,
      @Nullable Integer done,
      @Nullable Integer cached,
      @Nullable Integer failed) {
    static RunWire listed(PipelineRun run, List<Task> tasks) {
      return new RunWire(
          run.id().ref(),
          run.id().value(),
          run.pipeline(),
          run.state(),
          run.reason(),
          run.eventTime(),
          run.submittedAt(),
          run.startedAt(),
          run.endedAt(),
          run.error(),
          run.actor(),
          run.causes(),
          tasks.size(),
          count(tasks, TaskState.SUCCEEDED) + count(tasks, TaskState.CACHED),
          count(tasks, TaskState.CACHED),
          count(tasks, TaskState.FAILED));
    }

    static RunWire detailed(PipelineRun run, List<TaskWire> tasks) {
      return new RunWire(
          run.id().ref(),
          run.id().value(),
          run.pipeline(),
          run.state(),
          run.reason(),
          run.eventTime(),
          run.submittedAt(),
          run.startedAt(),
          run.endedAt(),
          run.error(),
          run.actor(),
          run.causes(),
          tasks,
          null,
          null,
          null);
    }

    private static int count(List<Task> tasks, TaskState state) {
      return (int) tasks.stream().filter(task -> task.state() == state).count();
    }
  }

  private record TaskWire(
      String name,
      Ref ref,
      String step,
      TaskState status,
      int attempt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      List<String> after,
      CacheWire cache,
      List<Ref> inputs,
      Map<String, String> outputs,
      List<String> runs,
      @Nullable String error) {}

  private record CacheWire(boolean hit, @Nullable String reason, @Nullable Ref from) {}

  private void list(Exchange exchange) {
    Query query = exchange.query();
    exchange.send(
        Items.of(
            pipelines.search(
                new RunSearch(
                    query.orNull("pipeline"),
                    state(query.orNull("status")),
                    Items.limit(query),
                    Items.token(query))),
            run -> RunWire.listed(run, pipelines.tasks(run.id()))));
  }

  static @Nullable PipelineState state(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return PipelineState.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw NoriaException.invalid(
          "status: "
              + text
              + " (expected: one of "
              + Arrays.toString(PipelineState.values())
              + ")");
    }
  }

  private void get(Exchange exchange) {
    PipelineRun run = pipelines.get(id(exchange));
    exchange.send(
        RunWire.detailed(
            run, pipelines.tasks(run.id()).stream().map(task -> task(run, task)).toList()));
  }

  private static PipelineRunId id(Exchange exchange) {
    return new PipelineRunId(exchange.path("run"));
  }

  private TaskWire task(PipelineRun run, Task task) {
    Map<String, String> outputs = new TreeMap<>();
    task.outputs().forEach((name, value) -> outputs.put(name, value.shown()));
    TaskId from = task.cachedFrom();
    return new TaskWire(
        task.id().name(),
        task.id().ref(),
        task.stepType(),
        task.state(),
        task.attempts().size(),
        task.startedAt(),
        task.endedAt(),
        run.spec().task(task.id().name()).waitsFor(),
        new CacheWire(
            task.state() == TaskState.CACHED, task.cacheNote(), from == null ? null : from.ref()),
        task.inputs().values().stream()
            .flatMap(value -> value.records().stream())
            .map(Value.Record::ref)
            .distinct()
            .toList(),
        outputs,
        lineage.outOf(task.id().ref()).stream()
            .map(LineageEdge::to)
            .filter(ref -> ref.kind() == Ref.Kind.RUN)
            .map(Ref::id)
            .distinct()
            .toList(),
        task.error());
  }

  private void cancel(Exchange exchange) {
    exchange.send(Map.of("cancelled", pipelines.cancel(id(exchange))));
  }

  private record LogWire(String text, long nextOffset, boolean ended) {}

  private LogWire log(TaskId task, long offset) {
    // The state is read first: a task that had ended by then writes no line after this.
    boolean ended = pipelines.task(task).state().ended();
    List<LogLine> lines = pipelines.log(task, offset, LINES);
    return new LogWire(
        lines.stream().map(line -> line.text() + "\n").collect(Collectors.joining()),
        lines.isEmpty() ? offset : lines.getLast().number() + 1,
        ended && lines.size() < LINES);
  }

  private void log(Exchange exchange) {
    exchange.send(
        log(
            new TaskId(id(exchange), exchange.path("task")),
            exchange.query().number("offset", 0L, 0L, Long.MAX_VALUE)));
  }

  private void stream(Exchange exchange) throws Exception {
    TaskId task = new TaskId(id(exchange), exchange.path("task"));
    long offset = exchange.query().number("offset", 0L, 0L, Long.MAX_VALUE);
    pipelines.task(task);
    try (EventStream events = exchange.sendEvents()) {
      while (!exchange.stopping()) {
        long from = offset;
        AtomicReference<@Nullable LogWire> read = new AtomicReference<>();
        events.whenThere(() -> read.set(log(task, from)));
        LogWire log = read.get();
        if (log == null) {
          continue;
        }
        if (log.nextOffset() > offset || log.ended()) {
          events.send(Long.toString(log.nextOffset()), "log", WireJson.bytes(log));
          offset = log.nextOffset();
        } else {
          events.heartbeat();
        }
        if (log.ended()) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
  }
}
