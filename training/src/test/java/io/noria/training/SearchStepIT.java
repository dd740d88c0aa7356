package io.noria.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.engine.Engine;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.Value;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchStepIT {
  private static final Ref JANUARY = Ref.of(Ref.Kind.DATASET_VERSION, "deliveries@2013-01");

  @TempDir Path temp;
  private final IdSource ids = IdSource.seeded(InstantSource.system(), 7);
  private Database database;
  private ObjectStore objects;
  private Engine engine;
  private Tracking tracking;
  private SearchStep step;
  private Value.File table;

  @BeforeEach
  void open() throws IOException {
    database = TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql")));
    objects = ObjectStores.ephemeral(temp.resolve("objects"));
    engine = DuckDbEngine.open(DuckDbSettings.defaults(temp.resolve("duckdb")));
    tracking = Tracking.open(database, objects, ids);
    var trainer = new Trainer(tracking, engine, InstantSource.system(), 2);
    step = new SearchStep(trainer, tracking, engine, InstantSource.system());
    Path file = temp.resolve("table.parquet");
    engine.writeParquet(Tables.deliveries(1000, 1), file);
    var stored = objects.put(file);
    table = new Value.File("table.parquet", stored.digest(), stored.size());
  }

  @AfterEach
  void close() {
    engine.close();
    objects.close();
    database.close();
  }

  @Test
  void itLearnsFromAllColumnsThatAreLeftAndTellsWhatItMade() throws Exception {
    var context = new Context(Map.of("trials", 1, "rounds", 5, "exclude", List.of("minutes")));
    Map<String, Value> outputs = step.run(context);

    Value.Record made = outputs.get("run").records().getFirst();
    Run run = tracking.runs().get(new RunId(made.ref().id()));
    assertThat(outputs.get("model").asString()).isEqualTo("runs:/" + run.id() + "/model");
    assertThat(outputs.get("metrics").as(Map.class)).containsKey("validation_auc");
    assertThat(made.digest())
        .isEqualTo(
            tracking
                .artifacts()
                .find(run.info().artifacts(), "model/model.json")
                .orElseThrow()
                .digest()
                .value());
    assertThat(run.data().params()).containsEntry("features", "4").containsEntry("trials", "1");
    assertThat(run.data().tags()).containsEntry("noria.task", context.task().toString());
    assertThat(run.inputs()).extracting(input -> input.version()).containsExactly(JANUARY);
    assertThat(context.started).hasSize(2).startsWith(run.id().ref());
    assertThat(context.lines).first().isEqualTo("1000 rows, 4 features, 1 trials");
  }

  @Test
  void runsThatAnEarlierAttemptLeftRunningAreEnded() throws Exception {
    var context = new Context(Map.of("trials", 1, "rounds", 2, "exclude", List.of("minutes")));
    var experiment = tracking.experiments().ensure("deliveries");
    Run left =
        tracking
            .runs()
            .create(NewRun.of(experiment, "left").withTag("noria.task", context.task().toString()));
    Run other = tracking.runs().create(NewRun.of(experiment, "other").withTag("noria.task", "x/y"));

    step.run(context);

    assertThat(tracking.runs().get(left.id()).info().status()).isEqualTo(RunStatus.KILLED);
    assertThat(tracking.runs().get(other.id()).info().status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void aRangeThatIsNoneIsRefused() {
    var context = new Context(Map.of("space", Map.of("max_depth", List.of("deep"))));
    assertThatThrownBy(() -> step.run(context))
        .isInstanceOf(NoriaException.class)
        .hasMessageStartingWith("search.max_depth: [deep]");
  }

  /** A task's context that keeps what it is told. */
  private final class Context implements StepContext {
    private final TaskId task = new TaskId(new PipelineRunId(ids.uuid7()), "search-1");
    private final Map<String, Object> params;
    final List<Ref> started = Collections.synchronizedList(new ArrayList<>());
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    Context(Map<String, Object> more) {
      var all =
          new java.util.HashMap<String, Object>(
              Map.of(
                  "experiment",
                  "deliveries",
                  "name",
                  "one",
                  "target",
                  "late",
                  "positive",
                  "1",
                  "time",
                  "asked_at"));
      all.putAll(more);
      this.params = all;
    }

    @Override
    public TaskId task() {
      return task;
    }

    @Override
    public int attempt() {
      return 2;
    }

    @Override
    public String pipeline() {
      return "deliveries";
    }

    @Override
    public @Nullable Instant eventTime() {
      return null;
    }

    @Override
    public Map<String, Object> params() {
      return params;
    }

    @Override
    public Map<String, Value> inputs() {
      return Map.of("table", table, "data", new Value.Record(JANUARY, "ab".repeat(32)));
    }

    @Override
    public Path localFile(Value.File file) throws IOException {
      return objects.localFile(file.digest());
    }

    @Override
    public Path workFolder() {
      return temp;
    }

    @Override
    public Value.File store(String name, Path file) throws IOException {
      var stored = objects.put(file);
      return new Value.File(name, stored.digest(), stored.size());
    }

    @Override
    public void log(String line) {
      lines.add(line);
    }

    @Override
    public void link(String relation, Ref to) {
      assertThat(relation).isEqualTo("started");
      started.add(to);
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public void onCancel(Runnable action) {}
  }
}
