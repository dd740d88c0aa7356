package io.noria.tracking;

import static io.noria.base.ErrorCode.FAILED_PRECONDITION;
import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What runs record, on any database. */
public abstract class RunStoreContract extends TrackingContract {
  private RunStore runs() {
    return tracking.runs();
  }

  @Test
  void aRunStartsEndsAndTellsBoth() {
    Run run = runs().create(new NewRun(ExperimentId.DEFAULT, null, null, "ann", Map.of(), START));
    assertThat(run.id().value()).matches("[0-9a-f]{32}");
    assertThat(run.info().name()).matches("[a-z]+-[a-z]+-\\d+");
    assertThat(run.data().tags()).containsEntry(RunTags.NAME, run.info().name());
    assertThat(run.info().status()).isEqualTo(RunStatus.RUNNING);
    assertThat(run.info().eventTime()).isEqualTo(START);
    assertThat(run.info().user()).isEqualTo("ann");
    assertThat(runs().get(run.id())).isEqualTo(run);
    RunInfo ended = runs().end(run.id(), RunStatus.FINISHED, START.plusSeconds(60));
    assertThat(ended.endedAt()).isEqualTo(START.plusSeconds(60));
    runs().end(run.id(), RunStatus.FAILED, START.plusSeconds(61));
    assertThat(published()).containsExactly("RunStarted", "RunEnded");
    RunInfo resumed = runs().update(run.id(), new RunChange(null, RunStatus.RUNNING, null));
    assertThat(resumed.endedAt()).isNull();
    assertThat(runs().update(run.id(), new RunChange(null, RunStatus.KILLED, null)).endedAt())
        .isAfterOrEqualTo(START);
    assertThat(published()).containsExactly("RunStarted", "RunEnded", "RunEnded");
  }

  private List<String> published() {
    return database.read(handle ->
        handle.select("SELECT type FROM outbox ORDER BY sequence").mapTo(String.class).list());
  }

  @Test
  void nameAndItsTagAreOne() {
    RunId run = run("first");
    runs().log(run, RunData.ofTags(Map.of(RunTags.NAME, "second")));
    assertThat(runs().get(run).info().name()).isEqualTo("second");
    runs().update(run, new RunChange("third", null, null));
    assertThat(runs().get(run).data().tags()).containsEntry(RunTags.NAME, "third");
    assertThat(
            runs()
                .create(NewRun.of(ExperimentId.DEFAULT, "").withTag(RunTags.NAME, "tagged"))
                .info()
                .name())
        .isEqualTo("tagged");
    refused(
        INVALID_ARGUMENT,
        "one name",
        () -> runs().create(NewRun.of(ExperimentId.DEFAULT, "a").withTag(RunTags.NAME, "b")));
  }

  @Test
  void childrenAreFoundByTheirParent() {
    RunId parent = run("parent");
    RunId first = runs().create(NewRun.of(ExperimentId.DEFAULT, "1").childOf(parent)).id();
    RunId second = run("2");
    runs().log(second, RunData.ofTags(Map.of(RunTags.PARENT, parent.value())));
    assertThat(runs().children(parent)).extracting(Run::id).containsExactly(first, second);
    assertThat(runs().get(first).info().parent()).isEqualTo(parent);
    runs().deleteTag(second, RunTags.PARENT);
    runs().delete(first);
    assertThat(runs().children(parent)).isEmpty();
  }

  @Test
  void theLatestPointIsTheGreatestByStepTimeAndValue() {
    RunId run = run("r");
    log(run, point("m", 1, 5));
    log(run, point("m", 9, 3));
    log(run, new Metric("m", 0.5, START.plusMillis(5), 5));
    assertThat(latest(run, "m")).isEqualTo(1);
    log(run, new Metric("m", 2, START.plusMillis(5), 5), new Metric("m", 7, START, 4));
    assertThat(latest(run, "m")).isEqualTo(2);
    log(run, new Metric("m", 0, START.plusMillis(6), 5));
    assertThat(latest(run, "m")).isEqualTo(0);
    assertThat(history(run, "m")).hasSize(6);
  }

  @Test
  void everyDoubleAndEveryStepIsKeptExactly() {
    RunId run = run("r");
    List<Metric> points =
        List.of(
            point("m", Double.NaN, Long.MIN_VALUE),
            point("m", Double.NEGATIVE_INFINITY, -1),
            point("m", -0.0, 0),
            point("m", Double.MIN_VALUE, 1),
            point("m", 0.1 + 0.2, 2),
            point("m", Double.POSITIVE_INFINITY, 3),
            point("m", Double.NaN, Long.MAX_VALUE));
    runs().log(run, RunData.ofMetrics(points));
    runs().log(run, RunData.ofMetrics(points));
    assertThat(history(run, "m")).isEqualTo(points);
    assertThat(latest(run, "m")).isNaN();
  }

  @Test
  void historyComesInPages() {
    RunId run = run("r");
    List<Metric> points = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      points.add(new Metric("m", i % 3, START, i / 5));
    }
    runs().log(run, RunData.ofMetrics(points));
    List<Metric> seen = new ArrayList<>();
    String token = null;
    do {
      var page = runs().history(run, "m", 4, token);
      assertThat(page.items().size()).isLessThanOrEqualTo(4);
      seen.addAll(page.items());
      token = page.nextToken();
    } while (token != null);
    assertThat(seen).hasSize(15).doesNotHaveDuplicates().isEqualTo(history(run, "m"));
    refused(INVALID_ARGUMENT, "page_token", () -> runs().history(run, "m", 4, "nonsense"));
    String wrong = forged(runs().history(run, "m", 4, null).nextToken(), "\\[[0-9]+,", "[\"x\",");
    refused(INVALID_ARGUMENT, "page_token", () -> runs().history(run, "m", 4, wrong));
    refused(NOT_FOUND, "run", () -> runs().history(new RunId("nobody"), "m", 4, null));
    assertThat(runs().history(run, "other", 4, null).items()).isEmpty();
  }

  @Test
  void samplesKeepFirstAndLastOfEveryRun() {
    RunId a = run("a");
    RunId b = run("b");
    List<Metric> long1 = new ArrayList<>();
    for (int step = 0; step < 900; step++) {
      long1.add(point("m", step, step));
    }
    runs().log(a, RunData.ofMetrics(long1));
    log(b, point("m", 1, 7), point("m", 2, 611));
    Map<RunId, List<Metric>> curves = runs().sample(List.of(a, b), "m", null, null, 100);
    assertThat(curves.get(b)).extracting(Metric::step).containsExactly(7L, 611L);
    List<Metric> curve = curves.get(a);
    assertThat(curve.getFirst().step()).isZero();
    assertThat(curve.getLast().step()).isEqualTo(899);
    assertThat(curve.size()).isBetween(100, 104);
    assertThat(runs().sample(List.of(a), "m", 100L, 199L, 1000).get(a)).hasSize(100);
    assertThat(runs().sample(List.of(b), "m", 8L, 100L, 10)).isEmpty();
    assertThat(runs().sample(List.of(b), "other", null, null, 10)).isEmpty();
  }

  @Test
  void paramsAreWrittenOnceAndTagsOverwrite() {
    RunId run = run("r");
    runs().log(run, new RunData(List.of(), Map.of("p", "1"), Map.of("t", "1")));
    runs().log(run, new RunData(List.of(), Map.of("p", "1"), Map.of("t", "2")));
    assertThat(runs().get(run).data().params()).containsExactly(Map.entry("p", "1"));
    assertThat(runs().get(run).data().tags()).containsEntry("t", "2");
    refused(
        INVALID_ARGUMENT,
        "param 'p' is '1' already",
        () ->
            runs()
                .log(
                    run,
                    new RunData(
                        List.of(point("m", 1, 1)), Map.of("o", "3", "p", "2"), Map.of("t", "3"))));
    runs().deleteTag(run, "t");
    refused(NOT_FOUND, "'t'", () -> runs().deleteTag(run, "t"));
  }

  @Test
  void longValuesAreCutAndLongOrDirtyKeysRefused() {
    RunId run = run("r");
    runs()
        .log(
            run,
            new RunData(List.of(), Map.of("p", "x".repeat(6001)), Map.of("t", "y".repeat(8001))));
    assertThat(runs().get(run).data().params().get("p")).hasSize(6000);
    assertThat(runs().get(run).data().tags().get("t")).hasSize(8000);
    runs().log(run, RunData.ofParams(Map.of("p", "x".repeat(6001))));
    for (String key :
        List.of("", "../x", "/x", "a//b", "a/./b", "a\u0000b", "a;b", "x".repeat(251))) {
      refused(INVALID_ARGUMENT, "key", () -> runs().log(run, RunData.ofParams(Map.of(key, "1"))));
      refused(INVALID_ARGUMENT, "key", () -> runs().log(run, RunData.ofTags(Map.of(key, "1"))));
      refused(INVALID_ARGUMENT, "key", () -> log(run, point(key, 1, 1)));
    }
    runs().log(run, RunData.ofParams(Map.of("größe/a b:c.d-e_1", "ok")));
  }

  @Test
  void batchesOverALimitWriteNothing() {
    RunId run = run("r");
    List<Metric> many = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      many.add(point("m", i, i));
    }
    Map<String, String> hundred = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      hundred.put("k" + i, "v");
    }
    Map<String, String> more = new TreeMap<>(hundred);
    more.put("one", "more");
    refused(INVALID_ARGUMENT, "1001 metrics", () -> runs().log(run, RunData.ofMetrics(many)));
    refused(INVALID_ARGUMENT, "101 params", () -> runs().log(run, RunData.ofParams(more)));
    refused(INVALID_ARGUMENT, "101 tags", () -> runs().log(run, RunData.ofTags(more)));
    refused(
        INVALID_ARGUMENT,
        "1001 entries",
        () -> runs().log(run, new RunData(many.subList(0, 901), hundred, Map.of())));
    runs().log(run, new RunData(many.subList(0, 800), hundred, hundred));
    assertThat(history(run, "m")).hasSize(800);
  }

  @Test
  void aDeletedRunTakesNothingUntilRestored() {
    RunId run = run("r");
    runs().end(run, RunStatus.FINISHED, START);
    log(run, point("m", 1, 1));
    runs().delete(run);
    runs().delete(run);
    refused(FAILED_PRECONDITION, "deleted", () -> log(run, point("m", 2, 2)));
    refused(
        FAILED_PRECONDITION, "deleted", () -> runs().log(run, RunData.ofParams(Map.of("p", "1"))));
    refused(FAILED_PRECONDITION, "deleted", () -> runs().log(run, RunData.EMPTY));
    refused(FAILED_PRECONDITION, "deleted", () -> runs().end(run, RunStatus.FAILED, START));
    assertThat(found("")).isEmpty();
    runs().restore(run);
    runs().restore(run);
    log(run, point("m", 2, 2));
    assertThat(latest(run, "m")).isEqualTo(2);
    RunId nobody = new RunId("nobody");
    refused(NOT_FOUND, "nobody", () -> log(nobody, point("m", 2, 2)));
    refused(NOT_FOUND, "nobody", () -> runs().delete(nobody));
  }

  @Test
  void datasetsAreKeptOnceAndTheirTagsMerged() {
    Ref version = Ref.of(Ref.Kind.DATASET_VERSION, "flights@2013-01");
    RunId run = run("r");
    DatasetInput input = DatasetInput.of(version, "d".repeat(64), "training");
    runs().logInputs(run, List.of(input));
    runs()
        .logInputs(
            run,
            List.of(
                new DatasetInput(
                    "flights", "d".repeat(36), "noria", "x", null, null, Map.of("a", "b"), null),
                new DatasetInput("other", "1", "local", "y", "{}", "{}", Map.of(), null)));
    List<DatasetInput> kept = runs().get(run).inputs();
    assertThat(kept).extracting(DatasetInput::name).containsExactly("flights", "other");
    assertThat(kept.getFirst().tags())
        .isEqualTo(Map.of(DatasetInput.CONTEXT, "training", "a", "b"));
    assertThat(kept.getFirst().version()).isEqualTo(version);
    assertThat(kept.getLast().schema()).isEqualTo("{}");
    List<String> edges =
        database.read(handle ->
            handle
                .select("SELECT from_ref || ' ' || relation || ' ' || to_ref FROM lineage_edge")
                .mapTo(String.class)
                .list());
    assertThat(edges).containsExactly(version + " trained run:" + run);
    assertThat(found("datasets.name = 'flights' AND dataset.context = 'training'"))
        .containsExactly("r");
    assertThat(found("datasets.digest IN ('2', '3')")).isEmpty();
  }

  @Test
  void listenersHearPointsOfTheirRunUntilTheyStop() {
    RunId run = run("r");
    List<Metric> heard = new ArrayList<>();
    RunListener.Subscription deaf =
        runs()
            .listen(
                run,
                (id, points) -> {
                  throw new IllegalStateException("deaf");
                });
    RunListener.Subscription ear = runs().listen(run, (id, points) -> heard.addAll(points));
    log(run, point("m", 1, 1));
    log(run("other"), point("m", 9, 9));
    ear.close();
    deaf.close();
    log(run, point("m", 2, 2));
    assertThat(heard).containsExactly(point("m", 1, 1));
  }

  private double latest(RunId run, String key) {
    return runs().get(run).data().metrics().stream()
        .filter(metric -> metric.key().equals(key))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private List<Metric> history(RunId run, String key) {
    return runs().history(run, key, 10_000, null).items();
  }

  @Test
  void writersOfNeighbouringRunsNeverConflict() throws Exception {
    List<RunId> runs = IntStream.range(0, 8).mapToObj(i -> run("neighbour" + i)).toList();
    long retries = database.writeStats().retries();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (RunId run : runs) {
        all.add(
            writers.submit(() -> {
              for (int i = 0; i < 25; i++) {
                Map<String, String> params = new TreeMap<>();
                for (int key = 0; key < 5; key++) {
                  params.put("p" + i + "-" + key, "value");
                }
                RunData batch =
                    new RunData(
                        List.of(point("a", i, i), point("b", i, i)),
                        params,
                        Map.of("t" + i, run.value()));
                tracking.runs().log(run, batch);
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(database.writeStats().retries()).isEqualTo(retries);
    for (RunId run : runs) {
      Run written = tracking.runs().get(run);
      assertThat(written.data().params()).hasSize(125);
      assertThat(written.data().tags()).hasSize(26);
      assertThat(tracking.runs().history(run, "a", 100, null).items()).hasSize(25);
    }
  }

  @Test
  void writersOfOneRunLoseNothing() throws Exception {
    RunId run = run("shared");
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        int own = writer;
        all.add(
            writers.submit(() -> {
              for (int i = 0; i < 25; i++) {
                int step = own * 25 + i;
                // With a param too, and as points alone: they take two ways.
                tracking
                    .runs()
                    .log(
                        run,
                        new RunData(
                            List.of(point("loss", step, step)),
                            Map.of("p" + step, "value", "same", "value"),
                            Map.of()));
                log(run, point("loss", step, step + 1000), point("other", step, step));
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(tracking.runs().history(run, "loss", 1000, null).items()).hasSize(400);
    assertThat(tracking.runs().history(run, "other", 1000, null).items()).hasSize(200);
    Run written = tracking.runs().get(run);
    assertThat(written.data().params()).hasSize(201);
    assertThat(written.data().metrics()).extracting(Metric::step).containsExactly(1199L, 199L);
  }
}
