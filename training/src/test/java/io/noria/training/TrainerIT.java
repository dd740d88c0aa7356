package io.noria.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.Metric;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches in the real child process. */
class TrainerIT {
  private static final Ref JANUARY = Ref.of(Ref.Kind.DATASET_VERSION, "deliveries@2013-01");
  private static final Instant MARCH = Instant.parse("2013-03-01T00:00:00Z");

  @TempDir Path temp;
  private Database database;
  private ObjectStore objects;
  private Engine engine;
  private Tracking tracking;
  private Trainer trainer;

  @BeforeEach
  void open() throws IOException {
    var ids = IdSource.seeded(InstantSource.system(), 7);
    database = TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql")));
    objects = ObjectStores.ephemeral(temp.resolve("objects"));
    engine = DuckDbEngine.open(DuckDbSettings.defaults(temp.resolve("duckdb")));
    tracking = Tracking.open(database, objects, ids);
    trainer = new Trainer(tracking, engine, InstantSource.system(), 2);
  }

  @AfterEach
  void close() {
    engine.close();
    objects.close();
    database.close();
  }

  @Test
  void everyTrialIsARunWithItsCurvesAndTheBestOnesBundleIsKept() throws Exception {
    var job = new RecordingJob(temp.resolve("job"));
    SearchResult result =
        trainer.search(
            request("late", "1", 40),
            Tables.deliveries(3000, 1),
            List.of(new DataUse(JANUARY, "ab".repeat(32))),
            job);

    RunId parentId = new RunId(result.runId());
    Run parent = tracking.runs().get(parentId);
    assertThat(parent.info().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(parent.info().eventTime()).isEqualTo(MARCH);
    assertThat(parent.data().params())
        .containsEntry("rows", "3000")
        .containsEntry("train_rows", "2400")
        .containsEntry("space.max_depth", "[3, 5]");
    assertThat(parent.inputs()).extracting(input -> input.version()).containsExactly(JANUARY);
    assertThat(Lineages.open(database).into(parentId.ref()))
        .extracting(LineageEdge::from, LineageEdge::relation)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(JANUARY, "trained"));
    List<Run> trials = tracking.runs().children(parentId);
    assertThat(trials).hasSize(3);
    assertThat(job.started).hasSize(4).startsWith(parentId);
    for (int i = 0; i < trials.size(); i++) {
      assertThat(trials.get(i).info().status()).isEqualTo(RunStatus.FINISHED);
      SearchResult.Trial trial = result.trials().get(i);
      RunId id = new RunId(trial.runId());
      List<Metric> curve = tracking.runs().history(id, "validation_auc", 1000, null).items();
      assertThat(curve)
          .hasSizeGreaterThanOrEqualTo(trial.rounds())
          .extracting(Metric::step)
          .startsWith(0L, 1L, 2L);
      assertThat(curve.get(trial.rounds() - 1).value()).isEqualTo(trial.validation());
      assertThat(tracking.runs().history(id, "train_logloss", 1000, null).items())
          .hasSameSizeAs(curve);
    }
    assertThat(result.trials().get(result.bestTrial()).validation())
        .isEqualTo(result.trials().stream().mapToDouble(t -> t.validation()).max().orElseThrow())
        .isGreaterThan(0.8);
    assertThat(result.trials().getFirst().params())
        .containsEntry("max_depth", "5")
        .containsEntry("learning_rate", "0.1");

    Path bundle =
        tracking
            .artifacts()
            .localFolder(
                new ArtifactFolder(parent.info().artifacts(), "model"), temp.resolve("bundle"));
    BundleInfo info = BundleInfo.fromJson(Files.readString(bundle.resolve("noria.json")));
    assertThat(info.signature().features())
        .extracting(FeatureColumn::name)
        .containsExactly("wind", "hour", "holiday", "carrier");
    assertThat(info.signature().features().get(3).categories())
        .containsExactly("AA", "B6", "DL", "UA", "ÅÄ");
    assertThat(info.positiveLabel()).isEqualTo("1");
    assertThat(info.negativeLabel()).isEqualTo("0");
    assertThat(info.trainedOn()).containsExactly(JANUARY.toString());
    assertThat(bundle.resolve("code/noria_flavor.py")).content().contains("def _load_pyfunc");
    assertThat(bundle.resolve("MLmodel"))
        .content()
        .contains("loader_module: noria_flavor", "run_id: " + parentId);
    Frame reference = engine.readParquet(List.of(bundle.resolve("reference.parquet")), List.of());
    assertThat(reference.rows()).isEqualTo(3000);
    assertThat(reference.column("score").nulls()).isEqualTo(2400);
    assertThat(reference.column("late").nulls()).as("what came true").isZero();
  }

  @Test
  void theSameRequestGivesTheSameTreesAgain() throws Exception {
    Frame table = Tables.deliveries(1500, 2);
    SearchResult first = trainer.search(request("late", "1", 10), table, List.of(), job("first"));
    SearchResult again = trainer.search(request("late", "1", 10), table, List.of(), job("again"));

    assertThat(again.trials())
        .extracting(SearchResult.Trial::validation)
        .isEqualTo(first.trials().stream().map(SearchResult.Trial::validation).toList());
    assertThat(treesDigest(again)).isEqualTo(treesDigest(first));
  }

  @Test
  void numbersAreLearnedTooWithTheSmallestErrorWinning() throws Exception {
    SearchResult result =
        trainer.search(
            request("minutes", null, 30), Tables.deliveries(2000, 3), List.of(), job("numbers"));

    assertThat(result.trials().get(result.bestTrial()).validation())
        .isEqualTo(result.trials().stream().mapToDouble(t -> t.validation()).min().orElseThrow())
        .isBetween(5.0, 9.0);
  }

  @Test
  void manyClassesAreLearnedWithAProbabilityForEach() throws Exception {
    Frame table = Tables.graded(1500, 6);
    SearchResult result = trainer.search(graded("mlogloss", 30), table, List.of(), job("many"));
    SearchResult again =
        trainer.search(
            graded("mlogloss", 30), Tables.shuffled(table, 5), List.of(), job("many again"));

    assertThat(result.metrics().get("validation_mlogloss")).isBetween(0.4, 0.95);
    assertThat(treesDigest(again)).isEqualTo(treesDigest(result));
    Run run = tracking.runs().get(new RunId(result.runId()));
    Path bundle =
        tracking
            .artifacts()
            .localFolder(new ArtifactFolder(run.info().artifacts(), "model"), temp.resolve("many"));
    BundleInfo info = BundleInfo.fromJson(Files.readString(bundle.resolve("noria.json")));
    assertThat(info.objective()).isEqualTo(BundleInfo.Objective.MULTICLASS);
    assertThat(info.classes()).containsExactly("early", "fair", "poor");
    Map<String, List<Object>> golden =
        io.noria.storage.json.Json.read(Files.readString(bundle.resolve("golden.json")), Map.class);
    assertThat(golden.get("probabilities"))
        .hasSize(16)
        .allSatisfy(row ->
            assertThat(((List<?>) row).stream().mapToDouble(p -> ((Number) p).doubleValue()).sum())
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-5)));
    Frame reference = engine.readParquet(List.of(bundle.resolve("reference.parquet")), List.of());
    assertThat(reference.column("score").nulls()).isBetween(1190, 1210);
    SearchResult accurate = trainer.search(graded("accuracy", 5), table, List.of(), job("right"));
    assertThat(accurate.metrics().get("validation_accuracy")).isBetween(0.5, 0.9);
  }

  private static SearchRequest graded(String metric, int rounds) {
    return new SearchRequest(
        "deliveries",
        "grades",
        new Problem(
            "grade",
            null,
            List.of("early", "fair", "poor"),
            null,
            List.of("wind", "hour", "holiday", "carrier")),
        metric,
        2,
        rounds,
        8,
        11,
        Map.of("max_depth", SearchRange.of("max_depth", List.of(2, 4))));
  }

  @Test
  void aTinyTableWithASingleRowOfAClassIsLearned() throws Exception {
    Frame table = Tables.deliveries(20, 12);
    long[] rare = new long[20];
    rare[7] = 1;
    SearchResult result =
        trainer.search(
            new SearchRequest(
                "deliveries",
                "tiny",
                Problem.of("rare", "1", null, List.of("wind", "hour")),
                "auc",
                1,
                10,
                3,
                1,
                Map.of()),
            table.with("rare", new io.noria.engine.Column.Longs(rare, null)),
            List.of(),
            job("tiny"));
    assertThat(result.metrics()).containsOnlyKeys("validation_logloss");
    assertThat(tracking.runs().get(new RunId(result.runId())).info().status())
        .isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void aKilledChildFailsTheSearchAndEndsItsRuns() throws Exception {
    var killed = job("killed");
    CompletableFuture<SearchResult> search =
        CompletableFuture.supplyAsync(() -> {
          try {
            return trainer.search(
                request("late", "1", 5000), Tables.deliveries(60_000, 4), List.of(), killed);
          } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            killed.started.size() == 4
                && !tracking
                    .runs()
                    .history(killed.started.get(1), "train_logloss", 10, null)
                    .items()
                    .isEmpty());

    ProcessHandle.current()
        .descendants()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .forEach(ProcessHandle::destroyForcibly);

    assertThatThrownBy(search::join)
        .cause()
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("trainer: ended by signal 9");
    var experiment = tracking.experiments().ensure("deliveries");
    // The first trial may have ended before the blow; nothing is left running.
    var runs = tracking.runs().search(RunSearch.of(experiment, "")).items();
    assertThat(runs)
        .hasSize(4)
        .extracting(run -> run.info().status())
        .doesNotContain(RunStatus.RUNNING);
    assertThat(runs)
        .filteredOn(run -> run.info().parent() == null)
        .singleElement()
        .satisfies(run -> assertThat(run.info().status()).isEqualTo(RunStatus.FAILED));
  }

  @Test
  void aTargetThatCannotBeLearnedIsRefusedBeforeAnyRunIsMade() {
    assertThatThrownBy(() ->
            trainer.search(
                request("late", "7", 5), Tables.deliveries(200, 5), List.of(), job("none")))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
        .hasMessage("target late: values [0, 1] (expected: 7 and one other)");
    assertThat(tracking.experiments().find("deliveries")).isEmpty();
  }

  @Test
  void aTableThatNeedsMoreMemoryThanAllowedIsRefused() {
    var small = new Trainer(tracking, engine, InstantSource.system(), 2, 64L << 20);
    assertThatThrownBy(() ->
            small.search(
                request("late", "1", 5), Tables.deliveries(200, 5), List.of(), job("small")))
        .isInstanceOf(NoriaException.class)
        .hasMessage(
            "training data: 200 rows need 192 MiB (expected: at most 64 MiB,"
                + " noria.training.memory-bytes)");
  }

  private String treesDigest(SearchResult result) {
    Run run = tracking.runs().get(new RunId(result.runId()));
    return tracking
        .artifacts()
        .find(run.info().artifacts(), "model/model.json")
        .orElseThrow()
        .digest()
        .value();
  }

  private RecordingJob job(String name) {
    return new RecordingJob(temp.resolve(name));
  }

  private static SearchRequest request(String target, @Nullable String positive, int rounds) {
    return new SearchRequest(
        "deliveries",
        "two months",
        Problem.of(target, positive, "asked_at", List.of("wind", "hour", "holiday", "carrier")),
        positive == null ? "rmse" : "auc",
        3,
        rounds,
        8,
        11,
        Map.of(
            "max_depth", SearchRange.of("max_depth", List.of(3, 5)),
            "learning_rate", SearchRange.of("learning_rate", List.of(0.05, 0.3, "log"))));
  }

  /** A job that keeps what it is told. */
  private static final class RecordingJob implements SearchJob {
    private final Path folder;
    final List<RunId> started = Collections.synchronizedList(new ArrayList<>());

    RecordingJob(Path folder) {
      try {
        this.folder = Files.createDirectories(folder);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public Path workFolder() {
      return folder;
    }

    @Override
    public Map<String, String> tags() {
      return Map.of("noria.task", "p/search-1");
    }

    @Override
    public Instant eventTime() {
      return MARCH;
    }

    @Override
    public void started(RunId run) {
      started.add(run);
    }

    @Override
    public void log(String line) {}

    @Override
    public void onCancel(Runnable action) {}
  }
}
