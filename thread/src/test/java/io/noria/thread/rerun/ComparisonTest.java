package io.noria.thread.rerun;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.IdSource;
import io.noria.base.Ref;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.PipelineSpec;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.Task;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.TaskState;
import io.noria.pipelines.Value;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.thread.rerun.Rerun.State;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.Tracking;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final PipelineRunId THEN = new PipelineRunId("then");
  private static final PipelineRunId NOW = new PipelineRunId("now");
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("step", "search 1", "xgboost", "3.4.0", "cpu", "A");

  @TempDir private Path folder;
  private Database db;
  private ObjectStore objects;
  private Tracking tracking;
  private Comparison comparison;

  @BeforeEach
  void open() {
    InstantSource clock = InstantSource.system();
    db = TestDatabases.sqlite(folder);
    objects = ObjectStores.ephemeral(folder.resolve("objects"));
    tracking = Tracking.open(db, objects, IdSource.system(clock));
    comparison = new Comparison(tracking);
  }

  @AfterEach
  void close() {
    objects.close();
    db.close();
  }

  private static Value file(String content) {
    return new Value.File("features", new Digest(content.repeat(64)), 10);
  }

  private static Task task(
      PipelineRunId run, String name, Map<String, Value> outputs, Map<String, String> with) {
    return new Task(
        new TaskId(run, name),
        name,
        TaskState.SUCCEEDED,
        Map.of(),
        outputs,
        null,
        null,
        null,
        with,
        List.of(),
        AT,
        AT.plusSeconds(run.equals(THEN) ? 3 : 2));
  }

  private Rerun compare(List<Task> then, List<Task> now) {
    Map<String, Task> before = new LinkedHashMap<>();
    then.forEach(task -> before.put(task.id().name(), task));
    PipelineRun run =
        new PipelineRun(
            NOW,
            new PipelineSpec(
                Reruns.PIPELINE,
                List.of(
                    TaskSpec.of("prepare", "prepare"),
                    TaskSpec.of("search", "search").input("table", "prepare", "features"))),
            PipelineState.SUCCEEDED,
            "rerun",
            null,
            List.of(),
            Map.of(Reruns.OF, "model_version:m/1", Reruns.ORIGINAL, THEN.value()),
            "ann",
            null,
            AT,
            AT,
            AT.plusSeconds(5));
    return comparison.of(run, THEN, now, before, before, List.of());
  }

  private Run run(String moment) throws IOException {
    Run run = tracking.runs().create(NewRun.of(tracking.experiments().ensure("e"), "search"));
    put(run, "model/model.json", "{trees}");
    put(run, "model/MLmodel", "run_id: %s\nutc_time_created: '%s'\n".formatted(run.id(), moment));
    return run;
  }

  private void put(Run run, String path, String text) throws IOException {
    tracking
        .artifacts()
        .put(
            run.info().artifacts(),
            path,
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Map<String, Value> search(Run run, String digest, double metric) {
    return Map.of(
        "run", new Value.Record(run.id().ref(), digest),
        "model", Value.of("runs:/" + run.id() + "/model"),
        "metrics", Value.of(Map.of("auc", metric)));
  }

  @Test
  void namesOfRunsAndMomentsAreNotContent() throws IOException {
    Run then = run("2026-01-01 10:00:00.123456");
    Run now = run("2026-02-02 11:11:11.654321");
    Rerun rerun =
        compare(
            List.of(
                task(THEN, "prepare", Map.of("features", file("a")), ENVIRONMENT),
                task(THEN, "search", search(then, "d1", 0.7), ENVIRONMENT)),
            List.of(
                task(NOW, "prepare", Map.of("features", file("a")), ENVIRONMENT),
                task(NOW, "search", search(now, "d1", 0.7), ENVIRONMENT)));
    assertThat(rerun.state()).isEqualTo(State.SAME);
    assertThat(rerun.notes()).isEmpty();
    assertThat(rerun.of()).isEqualTo(Ref.parse("model_version:m/1"));
    assertThat(rerun.originalSeconds()).isEqualTo(Duration.ofSeconds(6));
    assertThat(rerun.tasks().get(1).outputs())
        .extracting(Rerun.Output::name)
        .containsExactly("metrics", "model", "run", "model/MLmodel", "model/model.json");
    assertThat(rerun.summary())
        .isEqualTo(
            "model_version:m/1 was made again to the same digests: 6 outputs of 2 tasks; 5.0 s now,"
                + " 6.0 s then");
  }

  @Test
  void aFileOfTheModelThatDiffersIsNamed() throws IOException {
    Run then = run("2026-01-01 10:00:00");
    Run now = run("2026-01-01 10:00:00");
    put(now, "model/model.json", "{other trees}");
    Rerun rerun =
        compare(
            List.of(task(THEN, "search", search(then, "d1", 0.7), ENVIRONMENT)),
            List.of(task(NOW, "search", search(now, "d1", 0.7), ENVIRONMENT)));
    assertThat(rerun.state()).isEqualTo(State.DIFFERENT);
    assertThat(rerun.tasks().getFirst().reason())
        .isEqualTo(
            "model/model.json: step search is not deterministic: the same inputs, libraries and"
                + " machine gave another output");
  }

  @Test
  void otherLibrariesAreTheReasonAndWhatTheyFedIsTheConsequence() throws IOException {
    Run then = run("2026-01-01 10:00:00");
    Run now = run("2026-01-01 10:00:00");
    Map<String, String> later = Map.of("step", "search 1", "xgboost", "3.5.0", "cpu", "A");
    Rerun rerun =
        compare(
            List.of(
                task(THEN, "prepare", Map.of("features", file("a")), ENVIRONMENT),
                task(THEN, "search", search(then, "d1", 0.7), ENVIRONMENT)),
            List.of(
                task(NOW, "prepare", Map.of("features", file("b")), later),
                task(NOW, "search", search(now, "d2", 0.8), later)));
    assertThat(rerun.state()).isEqualTo(State.DIFFERENT);
    assertThat(rerun.notes()).containsExactly("xgboost was 3.4.0, now 3.5.0");
    assertThat(rerun.tasks())
        .extracting(Rerun.Made::reason)
        .containsExactly(
            "features: xgboost was 3.4.0, now 3.5.0",
            "metrics, run: it was fed by prepare, which came out different");
    assertThat(rerun.summary()).contains("differs: task prepare, features: xgboost was 3.4.0");
  }

  @Test
  void anOutputThatIsNotMadeAnyMoreIsSaid() {
    Rerun rerun =
        compare(
            List.of(task(THEN, "prepare", Map.of("features", file("a")), Map.of())),
            List.of(task(NOW, "prepare", Map.of(), ENVIRONMENT)));
    assertThat(rerun.tasks().getFirst().same()).isFalse();
    assertThat(rerun.tasks().getFirst().reason())
        .startsWith("features (not made): what the task ran with then was not recorded");
  }
}
