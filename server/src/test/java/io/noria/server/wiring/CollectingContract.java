package io.noria.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.IdSource;
import io.noria.registry.ModelVersionId;
import io.noria.registry.MovePolicy;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Registry;
import io.noria.storage.gc.Columns;
import io.noria.storage.gc.GarbageCollector;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.Database;
import io.noria.testkit.MutableClock;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Metric;
import io.noria.tracking.NewLoggedModel;
import io.noria.tracking.NewRun;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gc promises, on each database and store. */
abstract class CollectingContract {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);

  /** Ahead of the machine's clock, by which stores tell the age of what was put. */
  private final MutableClock clock =
      new MutableClock(Instant.ofEpochMilli(System.currentTimeMillis()));

  private Database db;
  private ObjectStore objects;
  private Tracking tracking;
  private Registry registry;
  private GarbageCollector collector;

  abstract Database openDatabase(MutableClock clock);

  abstract ObjectStore openObjects(Database database);

  @BeforeEach
  void open() {
    db = openDatabase(clock);
    objects = openObjects(db);
    tracking = Tracking.open(db, objects, IdSource.seeded(clock, 7));
    registry = Registry.open(db, tracking, MovePolicy.FREE);
    collector = Collecting.of(db, objects, clock, tracking.runs().events());
  }

  @AfterEach
  void close() {
    objects.close();
    db.close();
  }

  private ExperimentId experiment(String name) {
    return tracking.experiments().create(name, Map.of(), null);
  }

  private RunId run(ExperimentId experiment, String text) throws IOException {
    RunId id = tracking.runs().create(NewRun.of(experiment, "r")).info().id();
    tracking
        .runs()
        .log(
            id,
            new RunData(
                List.of(new Metric("loss", 0.5, clock.instant(), 1)),
                Map.of("lr", "0.1"),
                Map.of("team", "a")));
    put(experiment, id, text);
    return id;
  }

  private void put(ExperimentId experiment, RunId id, String text) throws IOException {
    tracking
        .artifacts()
        .put(
            ArtifactRoot.of(experiment, id),
            "model/weights.txt",
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private boolean stored(String text) throws IOException {
    return objects.find(Digest.of(text.getBytes(StandardCharsets.UTF_8))).isPresent();
  }

  private GarbageCollector.Result gc(Duration olderThan, boolean dryRun) throws IOException {
    return collector.run(
        new GarbageCollector.Request(olderThan, DAY, dryRun), (phase, done, whole) -> {});
  }

  private long rows(String table) {
    return db.read(h -> h.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Long.class).one());
  }

  @Test
  void aDeletedRunComesBackUntilItIsOldEnoughAndThenGoesWithItsFiles() throws IOException {
    ExperimentId experiment = experiment("e");
    RunId gone = run(experiment, "gone");
    RunId shared = run(experiment, "shared");
    RunId alive = run(experiment, "shared");
    tracking.runs().delete(gone);
    tracking.runs().delete(shared);
    clock.advance(Duration.ofDays(29));
    assertThat(gc(MONTH, false).purged()).containsEntry("runs", 0L);
    tracking.runs().restore(gone);
    tracking.runs().delete(gone);
    clock.advance(Duration.ofDays(2));

    assertThat(gc(MONTH, false).purged())
        .as("the one that was restored begins anew")
        .containsEntry("runs", 1L);
    assertThat(stored("gone")).isTrue();
    assertThat(stored("shared")).isTrue();

    clock.advance(MONTH);
    GarbageCollector.Result dry = gc(MONTH, true);
    assertThat(dry.purged()).containsEntry("runs", 1L);
    assertThat(dry.freedObjects()).isEqualTo(1);
    assertThat(stored("gone")).as("after a dry run").isTrue();

    GarbageCollector.Result result = gc(MONTH, false);
    assertThat(result.purged()).containsEntry("runs", 1L);
    assertThat(result.freedObjects()).isEqualTo(1);
    assertThat(result.freedBytes()).isEqualTo(4);
    assertThat(stored("gone")).isFalse();
    assertThat(stored("shared")).as("another run names it").isTrue();
    assertThat(tracking.runs().get(alive).data().params()).containsEntry("lr", "0.1");
    for (String table : List.of("runs", "run_params", "metric_series", "artifacts")) {
      assertThat(rows(table)).as(table).isEqualTo(1);
    }
    assertThat(rows("(SELECT DISTINCT run FROM run_tags) t")).isEqualTo(1);
    assertThat(gc(MONTH, false).freedObjects()).isZero();
  }

  @Test
  void whatAModelVersionComesFromStaysUntilTheVersionIsGone() throws IOException {
    ExperimentId experiment = experiment("e");
    RunId run = run(experiment, "weights");
    var logged =
        tracking
            .loggedModels()
            .create(new NewLoggedModel(experiment, "m", run, "", Map.of(), Map.of()));
    tracking
        .artifacts()
        .put(
            ArtifactRoot.of(experiment, logged.id()),
            "MLmodel",
            new ByteArrayInputStream("logged".getBytes(StandardCharsets.UTF_8)));
    registry.models().ensure("flights");
    ModelVersionId one =
        registry.versions().create(NewModelVersion.ofRun("flights", run, "model", null)).id();
    ModelVersionId copy = copyOf(one);
    ModelVersionId two =
        registry
            .versions()
            .create(
                new NewModelVersion(
                    "flights", "models:/" + logged.id(), null, null, "", Map.of(), null))
            .id();
    tracking.experiments().delete(experiment);
    registry.versions().delete(one);
    clock.advance(MONTH.multipliedBy(2));

    GarbageCollector.Result result = gc(MONTH, false);
    assertThat(result.kept())
        .containsEntry("model_versions", 1L)
        .containsEntry("logged_models", 1L)
        .containsEntry("runs", 1L)
        .containsEntry("experiments", 1L);
    assertThat(result.freedObjects()).isZero();

    registry.versions().delete(copy);
    registry.versions().delete(two);
    clock.advance(MONTH.plusSeconds(1));
    result = gc(MONTH, false);
    assertThat(result.purged())
        .containsEntry("model_versions", 3L)
        .containsEntry("logged_models", 1L)
        .containsEntry("runs", 1L)
        .containsEntry("experiments", 1L);
    assertThat(result.freedObjects()).isEqualTo(2);
    assertThat(
            registry.versions().create(NewModelVersion.ofRun("flights", other(), "x", null)).id())
        .as("numbers go on")
        .isEqualTo(new ModelVersionId("flights", 4));
  }

  private ModelVersionId copyOf(ModelVersionId one) {
    return registry
        .versions()
        .create(
            new NewModelVersion(
                "flights", "models:/flights/" + one.version(), null, null, "", Map.of(), null))
        .id();
  }

  private RunId other() throws IOException {
    return run(experiment("another"), "other");
  }

  @Test
  void whatIsPutAgainIsNotSwept() throws IOException {
    ExperimentId experiment = experiment("e");
    RunId first = run(experiment, "weights");
    tracking.runs().delete(first);
    clock.advance(MONTH.multipliedBy(2));
    List<Digest> stored = new ArrayList<>();
    objects.list(object -> stored.add(object.digest()));
    assertThat(stored).hasSize(1);
    // By the store's own clock, which the test cannot turn: the moment lies before the put.
    assertThat(objects.sweep(stored, Instant.ofEpochMilli(System.currentTimeMillis()).minus(DAY)))
        .isEmpty();
    assertThat(objects.sweep(stored, clock.instant())).hasSize(1);
    put(experiment, run(experiment, "weights"), "weights");
    assertThat(stored("weights")).isTrue();
  }

  @Test
  void deletionsOfBeforeCountFromTheFirstGc() throws IOException {
    ExperimentId experiment = experiment("e");
    RunId run = run(experiment, "old");
    tracking.runs().delete(run);
    db.write(tx -> tx.handle().execute("UPDATE runs SET deleted_ms = NULL"));
    clock.advance(MONTH.multipliedBy(3));
    assertThat(gc(MONTH, false).purged()).containsEntry("runs", 0L);
    clock.advance(MONTH);
    assertThat(gc(MONTH, false).purged()).containsEntry("runs", 1L);
  }

  @Test
  void everyColumnThatMayNameObjectsIsDeclared() {
    Set<String> declared = new HashSet<>();
    Set<String> there = new HashSet<>();
    for (ObjectColumn column : Collecting.objectColumns()) {
      assertThat(declared.add(column.table() + "." + column.column()))
          .as(column.toString())
          .isTrue();
    }
    List<String> undeclared = new ArrayList<>();
    for (Columns column : db.read(handle -> Columns.of(handle, db.dialect()))) {
      String name = column.table() + "." + column.column();
      there.add(name);
      boolean suspect =
          column.isBytes() || column.column().matches(".*(digest|sha|hash|object|blob).*");
      if (suspect && !declared.contains(name)) {
        undeclared.add(name);
      }
    }
    assertThat(undeclared)
        .as("say in the area's objectColumns() whether these name objects")
        .isEmpty();
    assertThat(there).as("declared columns exist").containsAll(declared);
  }

  @Test
  void aTableThatNobodyDeclaredKeepsWhatItNames() throws IOException {
    Digest digest = objects.put(new ByteArrayInputStream(new byte[] {1, 2, 3})).digest();
    db.write(tx -> {
      tx.handle().execute("CREATE TABLE novelty (body TEXT)");
      return tx.handle()
          .execute("INSERT INTO novelty VALUES (?)", "{\"at\":\"sha256:" + digest + "\"}");
    });
    clock.advance(MONTH);
    assertThat(gc(MONTH, false).freedObjects()).isZero();
    db.write(tx -> tx.handle().execute("DELETE FROM novelty"));
    assertThat(gc(MONTH, false).freedObjects()).isEqualTo(1);
    db.write(tx -> tx.handle().execute("DROP TABLE novelty"));
  }
}
