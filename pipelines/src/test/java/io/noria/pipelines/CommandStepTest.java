package io.noria.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.IdSource;
import io.noria.base.Ref;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandStepTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Database db;
  private ObjectStore objects;
  private Pipelines pipelines;

  @BeforeEach
  void open() {
    db = TestDatabases.sqlite(folder);
    objects = ObjectStores.ephemeral(folder.resolve("objects"));
    InstantSource clock = InstantSource.system();
    pipelines =
        Pipelines.open(
            db,
            objects,
            List.of(),
            clock,
            IdSource.system(clock),
            PipelinesConfig.in(folder.resolve("work")));
    pipelines.start();
  }

  @AfterEach
  void close() {
    pipelines.close();
    objects.close();
    db.close();
  }

  private PipelineRun run(TaskSpec... tasks) throws InterruptedException {
    PipelineSpec spec = new PipelineSpec("p", List.of(tasks));
    return pipelines.await(pipelines.submit(spec, Submission.because("test")).id(), SOON);
  }

  private Task task(PipelineRun run, String name) {
    return pipelines.task(new TaskId(run.id(), name));
  }

  private Value.File file(String name, String text) throws Exception {
    var stored = objects.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return new Value.File(name, stored.digest(), stored.size());
  }

  @Test
  void inputsAreInVariablesAndWhatItLeavesAreOutputs() throws Exception {
    String line =
        """
        set -e
        cat "$NORIA_INPUT_TABLE" > "$NORIA_OUTPUT_DIR/all.txt"
        cat "$NORIA_INPUT_MONTHS"/* >> "$NORIA_OUTPUT_DIR/all.txt"
        echo "$NORIA_INPUT_WHO $NORIA_INPUT_DATA $EXTRA" >> "$NORIA_OUTPUT_DIR/all.txt"
        grep -q '"depth":6' "$NORIA_PARAMS"
        echo '{"rows": 3, "name": "x"}' > "$NORIA_OUTPUT_DIR/values.json"
        echo done; echo trouble >&2
        """;
    PipelineRun run =
        run(
            TaskSpec.of("t", "command")
                .param("command", line)
                .param("depth", 6)
                .param("environment", Map.of("EXTRA", "more"))
                .param("outputs", List.of("all.txt", "rows"))
                .input("table", file("a.csv", "a\n"))
                .input("months", Value.many(List.of(file("1", "one\n"), file("2", "two\n"))))
                .input("who", Value.of("you"))
                .input("data", new Value.Record(Ref.parse("dataset_version:f@1"), "d")));
    assertThat(run.error()).isNull();
    Task task = task(run, "t");
    assertThat(task.outputs())
        .containsEntry("rows", Value.of(3))
        .containsEntry("name", Value.of("x"))
        .containsOnlyKeys("all.txt", "rows", "name");
    Value.File all = (Value.File) task.outputs().get("all.txt");
    assertThat(Files.readString(objects.localFile(all.digest())))
        .isEqualTo("a\none\ntwo\nyou dataset_version:f@1 more\n");
    assertThat(pipelines.log(task.id(), 0, 10))
        .extracting(LogLine::text)
        .containsExactlyInAnyOrder("done", "trouble");
  }

  @Test
  void aFailingCommandFailsTheTaskWithItsStatus() throws Exception {
    PipelineRun run = run(TaskSpec.of("t", "command").param("command", "echo why; exit 3"));
    assertThat(run.state()).isEqualTo(PipelineState.FAILED);
    assertThat(run.error()).isEqualTo("task t failed: command: exit status 3");
    assertThat(pipelines.log(new TaskId(run.id(), "t"), 0, 10))
        .extracting(LogLine::text)
        .containsExactly("why", "failed: command: exit status 3");
  }

  @Test
  void aPromisedOutputThatIsMissingFailsTheTask() throws Exception {
    PipelineRun run =
        run(
            TaskSpec.of("t", "command")
                .param("command", List.of("true"))
                .param("outputs", List.of("model")));
    assertThat(run.error()).contains("output model is not there (it left: [])");
  }

  @Test
  void cancellingEndsTheCommandAndWhatItStarted() throws Exception {
    Path pid = folder.resolve("pid");
    PipelineRun run =
        pipelines.submit(
            new PipelineSpec(
                "p",
                List.of(
                    TaskSpec.of("t", "command")
                        .param("command", "sleep 300 & echo $! > " + pid + "; wait"))),
            Submission.because("test"));
    Awaitility.await().atMost(SOON).until(() -> Files.exists(pid) && Files.size(pid) > 0);
    long started = Long.parseLong(Files.readString(pid).strip());
    assertThat(ProcessHandle.of(started)).isPresent();
    pipelines.cancel(run.id());
    assertThat(pipelines.await(run.id(), SOON).state()).isEqualTo(PipelineState.CANCELLED);
    Awaitility.await()
        .atMost(SOON)
        .until(() -> ProcessHandle.of(started).map(p -> !p.isAlive()).orElse(true));
  }
}
