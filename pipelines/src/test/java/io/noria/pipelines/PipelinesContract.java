package io.noria.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pipelines promise, on whichever database. */
abstract class PipelinesContract {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  Database db;
  ObjectStore objects;
  final List<Pipelines> opened = new ArrayList<>();
  final List<String> ran = new CopyOnWriteArrayList<>();

  /** An empty database. */
  abstract Database open(Path folder);

  @BeforeEach
  void openAll() {
    db = open(folder);
    objects = ObjectStores.ephemeral(folder.resolve("objects"));
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Pipelines::close);
    objects.close();
    db.close();
  }

  Pipelines pipelines(Step... steps) {
    return pipelines(4, Duration.ofSeconds(20), InstantSource.system(), steps);
  }

  Pipelines pipelines(int places, Duration lease, InstantSource clock, Step... steps) {
    var config = new PipelinesConfig(folder.resolve("work"), places, 16, lease);
    var made = Pipelines.open(db, objects, List.of(steps), clock, IdSource.system(clock), config);
    opened.add(made);
    made.start();
    return made;
  }

  /** Adds its param {@code add} to the sum of its inputs and remembers that it ran. */
  Step adding() {
    return TestStep.of(
        "add",
        context -> {
          ran.add(context.task().name());
          long sum = ((Number) context.params().getOrDefault("add", 0)).longValue();
          for (Value value : context.inputs().values()) {
            sum += value instanceof Value.Data ? value.as(Long.class) : 0;
          }
          return Map.of("sum", Value.of(sum));
        });
  }

  static PipelineSpec one(TaskSpec... tasks) {
    return new PipelineSpec("p", List.of(tasks));
  }

  PipelineRun run(Pipelines pipelines, PipelineSpec spec) throws InterruptedException {
    return pipelines.await(pipelines.submit(spec, Submission.because("test")).id(), SOON);
  }

  List<String> events() {
    return db.read(
        h -> h.createQuery("SELECT type FROM outbox ORDER BY sequence").mapTo(String.class).list());
  }

  List<String> edges() {
    return db.read(h ->
        h.createQuery("SELECT from_ref || ' ' || relation || ' ' || to_ref FROM lineage_edge")
            .mapTo(String.class)
            .list());
  }

  @Test
  void aRunHasLabelsAndATaskTellsWhoFedItAndWhatItRanWith() throws Exception {
    List<Map<String, String>> labels = new java.util.concurrent.CopyOnWriteArrayList<>();
    Step step =
        TestStep.of(
            "tell",
            context -> {
              labels.add(context.labels());
              return Map.of("said", Value.of(1));
            });
    Pipelines pipelines = pipelines(step, new TestStep("record", "7", false, context -> Map.of()));
    Ref model = Ref.parse("model_version:m/1");
    PipelineRun run =
        pipelines.await(
            pipelines
                .submit(
                    one(
                        TaskSpec.of("first", "tell"),
                        TaskSpec.of("second", "tell").input("x", "first", "said"),
                        TaskSpec.of("third", "tell").after("second").uncached()),
                    new Submission(
                        "again", null, List.of(model), null, null, "reran", Map.of("of", "m/1")))
                .id(),
            SOON);
    assertThat(run.labels()).containsExactly(Map.entry("of", "m/1"));
    assertThat(labels).hasSize(3).containsOnly(Map.of("of", "m/1"));
    assertThat(edges())
        .contains("model_version:m/1 reran pipeline_run:" + run.id())
        .contains("task:%s/first fed task:%s/second".formatted(run.id(), run.id()))
        .noneMatch(edge -> edge.contains(" fed ") && edge.endsWith("/third"));
    assertThat(pipelines.task(new TaskId(run.id(), "first")).environment())
        .containsEntry("step", "tell 1")
        .containsKeys("noria", "java", "os", "cpu")
        .isEqualTo(pipelines.environment("tell"));
    assertThat(pipelines.makesOnlyOutputs("tell")).isTrue();
    assertThat(pipelines.makesOnlyOutputs("record")).isFalse();
    assertThat(pipelines.makesOnlyOutputs("unknown")).isFalse();
  }

  @Test
  void tasksRunAfterWhatTheyNeedAndTakeItsOutputs() throws Exception {
    Pipelines pipelines = pipelines(adding());
    PipelineRun run =
        run(
            pipelines,
            one(
                TaskSpec.of("d", "add").input("x", "b", "sum").input("y", "c", "sum"),
                TaskSpec.of("b", "add").param("add", 10).input("x", "a", "sum"),
                TaskSpec.of("c", "add").param("add", 100).input("x", "a", "sum"),
                TaskSpec.of("a", "add").param("add", 1)));
    assertThat(run.state()).isEqualTo(PipelineState.SUCCEEDED);
    assertThat(ran).startsWith("a").endsWith("d").hasSize(4);
    Task last = pipelines.task(new TaskId(run.id(), "d"));
    assertThat(last.outputs()).containsEntry("sum", Value.of(112L));
    assertThat(last.inputs()).containsEntry("x", Value.of(11L)).containsEntry("y", Value.of(101L));
    assertThat(last.attempts())
        .singleElement()
        .extracting(TaskAttempt::outcome)
        .isEqualTo(TaskAttempt.Outcome.SUCCEEDED);
    assertThat(run.startedAt()).isNotNull();
    assertThat(run.endedAt()).isAfterOrEqualTo(run.startedAt());
    assertThat(events()).containsExactly("PipelineRunStarted", "PipelineRunEnded");
  }

  @Test
  void whatATaskReadsRanAndStartedIsLineage() throws Exception {
    var link =
        TestStep.of(
            "link",
            context -> {
              context.link("started", Ref.parse("run:0f"));
              return Map.of();
            });
    Pipelines pipelines = pipelines(link);
    var data = new Value.Record(Ref.parse("dataset_version:flights@2013-04"), "d1");
    PipelineRun run =
        pipelines.submit(
            one(TaskSpec.of("t", "link").input("flights", Value.many(List.of(data)))),
            new Submission("new data", null, List.of(Ref.parse("trigger:t1")), null, null));
    pipelines.await(run.id(), SOON);
    assertThat(edges())
        .containsExactlyInAnyOrder(
            "trigger:t1 started " + run.id().ref(),
            run.id().ref() + " ran task:" + run.id() + "/t",
            "dataset_version:flights@2013-04 read task:" + run.id() + "/t",
            "task:" + run.id() + "/t started run:0f");
  }

  @Test
  void independentTasksRunAtOnceUpToTheLimit() throws Exception {
    var both = new CountDownLatch(2);
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var meet =
        TestStep.of(
            "meet",
            context -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              both.countDown();
              boolean met = both.await(20, TimeUnit.SECONDS);
              now.decrementAndGet();
              return Map.of("met", Value.of(met));
            });
    Pipelines pipelines = pipelines(2, Duration.ofSeconds(20), InstantSource.system(), meet);
    TaskSpec[] tasks =
        IntStream.range(0, 5)
            .mapToObj(i -> TaskSpec.of("t" + i, "meet").uncached())
            .toArray(TaskSpec[]::new);
    PipelineRun run = run(pipelines, one(tasks));
    assertThat(run.state()).isEqualTo(PipelineState.SUCCEEDED);
    assertThat(pipelines.tasks(run.id()))
        .allSatisfy(task -> assertThat(task.outputs()).containsEntry("met", Value.of(true)));
    assertThat(most).hasValue(2);
  }

  @Test
  void heavyTasksRunOneAtATimeBesideLightOnes() throws Exception {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var lightRan = new CountDownLatch(1);
    var heavy =
        TestStep.of(
            "heavy",
            context -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              boolean beside = lightRan.await(20, TimeUnit.SECONDS);
              now.decrementAndGet();
              return Map.of("beside", Value.of(beside));
            });
    var light =
        TestStep.of(
            "light",
            context -> {
              lightRan.countDown();
              return Map.of();
            });
    Pipelines pipelines = pipelines(heavy, light);
    PipelineRun run =
        run(
            pipelines,
            one(
                TaskSpec.of("h1", "heavy").uncached().asHeavy(),
                TaskSpec.of("h2", "heavy").uncached().asHeavy(),
                TaskSpec.of("h3", "heavy").uncached().asHeavy(),
                TaskSpec.of("l", "light").uncached()));
    assertThat(pipelines.tasks(run.id()))
        .filteredOn(task -> task.stepType().equals("heavy"))
        .allSatisfy(task -> assertThat(task.outputs()).containsEntry("beside", Value.of(true)));
    assertThat(most).hasValue(1);
  }

  @Test
  void passingTroubleIsTriedAgainAndTheCallersMistakeIsNot() throws Exception {
    var calls = new AtomicInteger();
    var shaky =
        TestStep.of(
            "shaky",
            context -> {
              if (calls.incrementAndGet() < 3) {
                throw new IOException("not yet");
              }
              return Map.of();
            });
    var wrong =
        TestStep.of(
            "wrong",
            context -> {
              calls.incrementAndGet();
              throw NoriaException.invalid("column x: missing");
            });
    Pipelines pipelines = pipelines(shaky, wrong);
    var quick = new Retries(3, Duration.ofMillis(1), Duration.ofMillis(5));
    PipelineRun good = run(pipelines, one(TaskSpec.of("t", "shaky").retries(quick)));
    assertThat(good.state()).isEqualTo(PipelineState.SUCCEEDED);
    assertThat(pipelines.task(new TaskId(good.id(), "t")).attempts())
        .extracting(TaskAttempt::outcome)
        .containsExactly(
            TaskAttempt.Outcome.FAILED, TaskAttempt.Outcome.FAILED, TaskAttempt.Outcome.SUCCEEDED);
    calls.set(0);
    PipelineRun bad = run(pipelines, one(TaskSpec.of("t", "wrong").retries(quick)));
    assertThat(bad.state()).isEqualTo(PipelineState.FAILED);
    assertThat(bad.error()).isEqualTo("task t failed: column x: missing");
    assertThat(calls).hasValue(1);
  }

  @Test
  void afterAFailureWhatNeedsItIsSkippedAndTheRestStillRuns() throws Exception {
    var fail =
        TestStep.of(
            "fail",
            context -> {
              throw new IllegalStateException("broken");
            });
    Pipelines pipelines = pipelines(adding(), fail);
    PipelineRun run =
        run(
            pipelines,
            one(
                TaskSpec.of("a", "fail").retries(new Retries(1, Duration.ZERO, Duration.ZERO)),
                TaskSpec.of("b", "add").after("a"),
                TaskSpec.of("c", "add").after("b"),
                TaskSpec.of("d", "add")));
    assertThat(run.state()).isEqualTo(PipelineState.FAILED);
    assertThat(run.error()).contains("task a failed: IllegalStateException: broken");
    assertThat(pipelines.tasks(run.id()))
        .extracting(Task::state)
        .containsExactly(
            TaskState.FAILED, TaskState.SKIPPED, TaskState.SKIPPED, TaskState.SUCCEEDED);
    assertThat(pipelines.task(new TaskId(run.id(), "c")).error()).isEqualTo("task b SKIPPED");
    assertThat(pipelines.task(new TaskId(run.id(), "a")).attempts()).hasSize(2);
    assertThat(pipelines.log(new TaskId(run.id(), "a"), 0, 1000))
        .extracting(LogLine::text)
        .anyMatch(line -> line.contains("broken; again in"))
        .anyMatch(line -> line.startsWith("\tat "));
  }

  @Test
  void anAttemptThatTakesTooLongIsStopped() throws Exception {
    var stopped = new CountDownLatch(1);
    var slow =
        TestStep.of(
            "slow",
            context -> {
              context.onCancel(stopped::countDown);
              new CountDownLatch(1).await();
              return Map.of();
            });
    Pipelines pipelines = pipelines(slow);
    PipelineRun run = run(pipelines, one(TaskSpec.of("t", "slow").timeout(Duration.ofMillis(50))));
    assertThat(run.state()).isEqualTo(PipelineState.FAILED);
    assertThat(run.error()).contains("not done after PT0.05S");
    assertThat(stopped.getCount()).isZero();
  }

  @Test
  void anEqualTaskIsTakenFromTheCacheAndADifferentOneSaysWhatDiffers() throws Exception {
    Pipelines pipelines = pipelines(adding());
    TaskSpec task =
        TaskSpec.of("t", "add")
            .param("add", 6)
            .param("search", Map.of("space", Map.of("max_depth", 6)))
            .input("flights", new Value.Record(Ref.parse("dataset_version:flights@2013-05"), "aa"));
    PipelineRun first = run(pipelines, one(task));
    assertThat(note(pipelines, first)).isEqualTo("miss: never run before");
    PipelineRun second = run(pipelines, one(task));
    Task hit = pipelines.task(new TaskId(second.id(), "t"));
    assertThat(hit.state()).isEqualTo(TaskState.CACHED);
    assertThat(hit.outputs()).containsEntry("sum", Value.of(6L));
    assertThat(hit.cachedFrom()).isEqualTo(new TaskId(first.id(), "t"));
    assertThat(hit.attempts()).isEmpty();
    assertThat(edges()).contains("task:" + first.id() + "/t reused task:" + second.id() + "/t");
    assertThat(ran).containsExactly("t");

    var deeper = Map.of("space", Map.of("max_depth", 8));
    PipelineRun other = run(pipelines, one(task.param("search", deeper)));
    assertThat(note(pipelines, other)).isEqualTo("miss: params.search.space.max_depth 6 → 8");
    var june = new Value.Record(Ref.parse("dataset_version:flights@2013-06"), "bb");
    PipelineRun newer = run(pipelines, one(task.input("flights", june)));
    assertThat(note(pipelines, newer))
        .isEqualTo("miss: input flights flights@2013-05 → flights@2013-06");
    var changed = new Value.Record(Ref.parse("dataset_version:flights@2013-06"), "cc");
    PipelineRun again = run(pipelines, one(task.input("flights", changed)));
    assertThat(note(pipelines, again))
        .isEqualTo("miss: input flights flights@2013-06: other content (bb → cc)");
    PipelineRun uncached = run(pipelines, one(task.uncached()));
    assertThat(pipelines.tasks(uncached.id()).getFirst().state()).isEqualTo(TaskState.SUCCEEDED);
    pipelines.close();
    Pipelines upgraded = pipelines(((TestStep) adding()).version("2"));
    assertThat(note(upgraded, run(upgraded, one(task)))).isEqualTo("miss: step version 1 → 2");
  }

  private static String note(Pipelines pipelines, PipelineRun run) {
    return pipelines.tasks(run.id()).getFirst().cacheNote();
  }

  @Test
  void filesPassBetweenTasksAndALostFileIsMadeAgain() throws Exception {
    var write =
        TestStep.of(
            "write",
            context -> {
              Path file = context.workFolder().resolve("out.txt");
              Files.writeString(file, "hello " + context.params().get("who"));
              return Map.of("out", context.store("out.txt", file));
            });
    var read =
        TestStep.of(
            "read",
            context ->
                Map.of("text", Value.of(Files.readString(context.localFiles("in").getFirst()))));
    Pipelines pipelines = pipelines(write, read);
    PipelineSpec spec =
        one(
            TaskSpec.of("w", "write").param("who", "you"),
            TaskSpec.of("r", "read").input("in", "w", "out"));
    PipelineRun run = run(pipelines, spec);
    assertThat(pipelines.task(new TaskId(run.id(), "r")).outputs())
        .containsEntry("text", Value.of("hello you"));
    Value.File file = (Value.File) pipelines.task(new TaskId(run.id(), "w")).outputs().get("out");
    objects.delete(file.digest());
    PipelineRun again = run(pipelines, spec);
    assertThat(again.state()).isEqualTo(PipelineState.SUCCEEDED);
    assertThat(pipelines.task(new TaskId(again.id(), "w")).cacheNote())
        .isEqualTo("miss: the stored file out.txt of task " + run.id() + "/w is gone");
    assertThat(objects.find(file.digest())).isPresent();
    try (var left = Files.list(folder.resolve("work"))) {
      assertThat(left).as("work folders are deleted").isEmpty();
    }
  }

  @Test
  void cancellingStopsWhatRunsAndTheQueueGoesOn() throws Exception {
    var begun = new CountDownLatch(1);
    var hooked = new CountDownLatch(1);
    var slow =
        TestStep.of(
            "slow",
            context -> {
              context.onCancel(hooked::countDown);
              begun.countDown();
              new CountDownLatch(1).await();
              return Map.of();
            });
    Pipelines pipelines = pipelines(slow, adding());
    PipelineRun first =
        pipelines.submit(
            one(TaskSpec.of("t", "slow"), TaskSpec.of("u", "add").after("t")), queued("q"));
    PipelineRun second = pipelines.submit(one(TaskSpec.of("t", "add")), queued("q"));
    PipelineRun third = pipelines.submit(one(TaskSpec.of("t", "add")), queued("q"));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(pipelines.get(third.id()).state()).isEqualTo(PipelineState.PENDING);
    assertThat(pipelines.open("q")).isEqualTo(3);
    assertThat(pipelines.cancel(third.id())).isTrue();
    assertThat(pipelines.get(third.id()).state()).isEqualTo(PipelineState.CANCELLED);
    assertThat(pipelines.cancel(first.id())).isTrue();
    assertThat(pipelines.await(first.id(), SOON).state()).isEqualTo(PipelineState.CANCELLED);
    assertThat(hooked.getCount()).isZero();
    assertThat(pipelines.tasks(first.id()))
        .extracting(Task::state)
        .containsExactly(TaskState.CANCELLED, TaskState.CANCELLED);
    assertThat(pipelines.await(second.id(), SOON).state()).isEqualTo(PipelineState.SUCCEEDED);
    assertThat(pipelines.cancel(second.id())).isFalse();
    assertThat(pipelines.open(null)).isZero();
    assertThat(events()).filteredOn("PipelineRunEnded"::equals).hasSize(3);
  }

  private static Submission queued(String queue) {
    return new Submission("queued", null, List.of(), queue, null);
  }

  @Test
  void runsOfOneQueueGoOneAfterAnother() throws Exception {
    var now = new AtomicInteger();
    var clash = new AtomicInteger();
    var alone =
        TestStep.of(
            "alone",
            context -> {
              clash.addAndGet(now.getAndIncrement());
              ran.add(context.task().run().value());
              now.decrementAndGet();
              return Map.of();
            });
    Pipelines pipelines = pipelines(alone);
    var submitted = new ArrayList<String>();
    for (int i = 0; i < 8; i++) {
      submitted.add(
          pipelines.submit(one(TaskSpec.of("t", "alone").uncached()), queued("q")).id().value());
    }
    await().atMost(SOON).until(() -> pipelines.open("q") == 0);
    assertThat(ran).containsExactlyElementsOf(submitted);
    assertThat(clash).hasValue(0);
  }

  @Test
  void aKeySubmittedTwiceIsOneRun() throws Exception {
    Pipelines pipelines = pipelines(adding());
    var why = new Submission("trigger", null, List.of(), null, "trigger:1");
    PipelineRun first = pipelines.submit(one(TaskSpec.of("t", "add")), why);
    PipelineRun second = pipelines.submit(one(TaskSpec.of("t", "add")), why);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(pipelines.findByKey("trigger:1")).map(PipelineRun::id).contains(first.id());
    pipelines.await(first.id(), SOON);
    assertThat(events()).filteredOn("PipelineRunStarted"::equals).hasSize(1);
  }

  @Test
  void aStoppedServerIsGoneOnWithAndNothingThatSucceededRunsAgain() throws Exception {
    var begun = new CountDownLatch(1);
    var gate = new AtomicInteger();
    Step second =
        TestStep.of(
            "second",
            context -> {
              ran.add("second " + context.attempt());
              begun.countDown();
              if (gate.get() == 0) {
                new CountDownLatch(1).await();
              }
              return Map.of("sum", Value.of(1));
            });
    Pipelines before = pipelines(adding(), second);
    PipelineRun run =
        before.submit(
            one(
                TaskSpec.of("a", "add"),
                TaskSpec.of("b", "second").after("a"),
                TaskSpec.of("c", "add").param("add", 5).after("b")),
            Submission.because("test"));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    before.close();
    assertThat(before.get(run.id()).state()).isEqualTo(PipelineState.RUNNING);
    gate.set(1);
    Pipelines after = pipelines(adding(), second);
    assertThat(after.await(run.id(), SOON).state()).isEqualTo(PipelineState.SUCCEEDED);
    assertThat(ran).containsExactly("a", "second 1", "second 2", "c");
    assertThat(after.task(new TaskId(run.id(), "b")).attempts())
        .extracting(TaskAttempt::outcome)
        .containsExactly(TaskAttempt.Outcome.LOST, TaskAttempt.Outcome.SUCCEEDED);
    assertThat(events()).containsExactly("PipelineRunStarted", "PipelineRunEnded");
  }

  @Test
  void aServerThatLostItsLeaseWritesNothingAnyMore() throws Exception {
    var begun = new CountDownLatch(1);
    var hold = new CountDownLatch(1);
    var old = InstantSource.fixed(Instant.now().minus(Duration.ofHours(1)));
    Pipelines first =
        pipelines(
            2,
            Duration.ofSeconds(20),
            old,
            TestStep.of(
                "who",
                context -> {
                  begun.countDown();
                  hold.await();
                  ran.add("first");
                  return Map.of("who", Value.of("first"));
                }));
    PipelineRun run = first.submit(one(TaskSpec.of("t", "who")), Submission.because("test"));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    Pipelines second = pipelines(TestStep.of("who", context -> Map.of("who", Value.of("second"))));
    assertThat(second.await(run.id(), SOON).state()).isEqualTo(PipelineState.SUCCEEDED);
    hold.countDown();
    await().atMost(SOON).until(() -> ran.contains("first"));
    first.close();
    Task task = second.task(new TaskId(run.id(), "t"));
    assertThat(task.outputs()).containsEntry("who", Value.of("second"));
    assertThat(task.attempts())
        .extracting(TaskAttempt::outcome)
        .containsExactly(TaskAttempt.Outcome.LOST, TaskAttempt.Outcome.SUCCEEDED);
    assertThat(events()).filteredOn("PipelineRunEnded"::equals).hasSize(1);
  }

  @Test
  void logLinesAreLiveAndReadFromAnyPlace() throws Exception {
    var hold = new CountDownLatch(1);
    var told = new CountDownLatch(1);
    var talk =
        TestStep.of(
            "talk",
            context -> {
              context.log("one\ntwo");
              context.log("nul \0 and tab \t");
              hold.await();
              context.log("last");
              return Map.of();
            });
    Pipelines pipelines = pipelines(talk);
    try (AutoCloseable ignored =
        pipelines.listen((run, task) -> {
          if ("t".equals(task) && !pipelines.log(new TaskId(run, task), 0, 1).isEmpty()) {
            told.countDown();
          }
        })) {
      PipelineRun run = pipelines.submit(one(TaskSpec.of("t", "talk")), Submission.because("x"));
      assertThat(told.await(20, TimeUnit.SECONDS)).as("told while it runs").isTrue();
      hold.countDown();
      pipelines.await(run.id(), SOON);
      var task = new TaskId(run.id(), "t");
      assertThat(pipelines.log(task, 0, 100))
          .extracting(LogLine::text)
          .containsExactly("one", "two", "nul \uFFFD and tab \t", "last");
      assertThat(pipelines.log(task, 2, 1))
          .singleElement()
          .satisfies(line -> assertThat(line.number()).isEqualTo(2));
    }
  }

  @Test
  void runsAreListedNewestFirstInPages() throws Exception {
    Pipelines pipelines = pipelines(adding());
    for (int i = 0; i < 3; i++) {
      run(pipelines, one(TaskSpec.of("t", "add").param("add", i)));
    }
    var first = pipelines.search(new RunSearch("p", PipelineState.SUCCEEDED, 2, null));
    assertThat(first.items()).hasSize(2);
    assertThat(first.items().get(0).id().value()).isGreaterThan(first.items().get(1).id().value());
    var second = pipelines.search(new RunSearch("p", null, 2, first.nextToken()));
    assertThat(second.items()).hasSize(1);
    assertThat(second.nextToken()).isNull();
    assertThat(pipelines.search(RunSearch.of("other")).items()).isEmpty();
  }

  @Test
  void wrongSpecsAreRefusedWithWhatIsKnown() {
    Pipelines pipelines = pipelines(adding());
    assertThatThrownBy(() -> pipelines.submit(one(TaskSpec.of("t", "ad")), Submission.because("x")))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage("step: ad (expected one of: [add, command])");
    assertThatThrownBy(() -> one(TaskSpec.of("a", "add").after("b")))
        .hasMessage("task a waits for b (there is: [a])");
    assertThatThrownBy(
            () -> one(TaskSpec.of("a", "add").after("b"), TaskSpec.of("b", "add").after("a")))
        .hasMessage("tasks wait for each other in a circle: [a, b]");
    assertThatThrownBy(() -> pipelines.get(new PipelineRunId("nope")))
        .hasMessage("pipeline run nope: unknown");
    assertThat(events()).isEmpty();
  }

  @Test
  void aMissingOutputFailsTheTaskThatNeedsIt() throws Exception {
    Pipelines pipelines = pipelines(adding());
    PipelineRun run =
        run(
            pipelines,
            one(TaskSpec.of("a", "add"), TaskSpec.of("b", "add").input("x", "a", "total")));
    assertThat(run.error())
        .isEqualTo("task b failed: input x: task a has no output total (it has: [sum])");
  }

  @Test
  void outputsOfSeveralTasksAreGatheredInOrder() throws Exception {
    var join = TestStep.of("join", context -> Map.of("all", Value.of(context.input("xs").shown())));
    Pipelines pipelines = pipelines(adding(), join);
    var parts = List.of(new Input.From("b", "sum"), new Input.From("a", "sum"));
    PipelineRun run =
        run(
            pipelines,
            one(
                TaskSpec.of("a", "add").param("add", 1),
                TaskSpec.of("b", "add").param("add", 2),
                TaskSpec.of("c", "join").input("xs", new Input.Gathered(parts))));
    assertThat(pipelines.task(new TaskId(run.id(), "c")).outputs())
        .containsEntry("all", Value.of("2, 1"));
  }

  @Test
  void theMomentOfARunIsKept() throws Exception {
    Instant then = Instant.parse("2013-05-01T00:00:00Z");
    var seen = new CopyOnWriteArrayList<Instant>();
    Pipelines pipelines =
        pipelines(
            TestStep.of(
                "when",
                context -> {
                  seen.add(context.eventTime());
                  return Map.of();
                }));
    PipelineRun run =
        pipelines.submit(
            one(TaskSpec.of("t", "when")), new Submission("x", then, List.of(), null, null));
    assertThat(pipelines.await(run.id(), SOON).eventTime()).isEqualTo(then);
    assertThat(seen).containsExactly(then);
  }
}
