package io.noria.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.Ref;
import io.noria.delivery.gate.JudgeStep;
import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.engine.Frame;
import io.noria.engine.Query;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.Value;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Stage;
import io.noria.storage.object.Digest;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeStepTest {
  @TempDir private Path folder;
  private final List<String> log = new ArrayList<>();
  private World world;
  private JudgeStep step;

  @BeforeEach
  void begin() {
    world = new World(TestDatabases.sqlite(folder));
    world.gates.bind(
        World.MODEL,
        List.of(
            Gate.of(World.MODEL, "staging", Check.atLeast("auc", 0.65)),
            Gate.of(World.MODEL, "champion", Check.beatsChampion("auc", "day", 0.95))));
    step = new JudgeStep(() -> world.delivery, new July(), world.clock);
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aGoodCandidateGoesThroughEveryGate() throws Exception {
    int version = world.version(1.5);
    Map<String, Value> outputs = step.run(task("flights/" + version, "judge-1"));
    assertThat(outputs.get("promoted").as(Boolean.class)).isTrue();
    assertThat(outputs.get("verdicts").as(List.class)).hasSize(2);
    var found = world.registry.versions().get(new ModelVersionId(World.MODEL, version));
    assertThat(found.aliases()).containsExactly("champion");
    assertThat(found.stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(log).anyMatch(line -> line.startsWith("gate staging: PASS; version 1 passed"));
  }

  @Test
  void aPoorOneStopsAtTheFirst() throws Exception {
    world.version(0.1);
    Map<String, Value> outputs = step.run(task("flights/1", "judge-1"));
    assertThat(outputs.get("promoted").as(Boolean.class)).isFalse();
    assertThat(outputs.get("verdicts").as(List.class)).hasSize(1);
    assertThat(world.gates.verdicts(World.MODEL, null))
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.FAIL);
  }

  @Test
  void aTaskRunAgainAfterACrashGivesTheSameVerdicts() throws Exception {
    world.version(1.5);
    Map<String, Value> once = step.run(task("flights/1", "judge-1"));
    List<String> events = world.events();
    Map<String, Value> twice = step.run(task("flights/1", "judge-1"));
    assertThat(twice).isEqualTo(once);
    assertThat(world.events()).isEqualTo(events);
    assertThat(world.registry.versions().get(new ModelVersionId(World.MODEL, 1)).stage())
        .isEqualTo(Stage.PRODUCTION);
    assertThat(world.gates.verdicts(World.MODEL, null)).hasSize(2);
  }

  @Test
  void anotherModelsVersionIsRefused() {
    assertThatThrownBy(() -> step.run(task("trips/1", "judge-1")))
        .hasMessage("judge: version trips/1 (expected: a version of flights)");
    assertThat(step.cacheable()).isFalse();
  }

  @Test
  void withoutTimeAHoldoutJudgesAgainstTheTurnsBaseline() throws Exception {
    world.gates.bind(
        World.MODEL,
        List.of(Gate.of(World.MODEL, "champion", Check.beatsBaseline("auc", "row", 0.95))));
    int version = world.version(2);
    world.holdouts.put(version, "20% by all columns");
    RunId run = new RunId("b".repeat(32));
    world.baselines.put(run, 0.5);
    Map<String, Object> params =
        Map.of("model", "flights", "gates", List.of("champion"), "target", "late", "holdout", true);
    Map<String, Value> outputs =
        step.run(
            task(
                "flights/" + version,
                "judge-1",
                params,
                Map.of("baseline", new Value.Record(run.ref(), "d"))));
    assertThat(outputs.get("promoted").as(Boolean.class)).isTrue();
    Verdict verdict = world.gates.verdicts(World.MODEL, version).getFirst();
    assertThat(verdict.baseline()).isEqualTo(run);
    assertThat(verdict.from()).isNull();
    assertThatThrownBy(() ->
            step.run(
                task(
                    "flights/1",
                    "judge-2",
                    Map.of("model", "flights", "gates", List.of("champion"), "target", "late"),
                    Map.of())))
        .hasMessage("judge: as_of null, holdout null (expected: the rows' time, or a holdout)");
  }

  private StepContext task(String version, String name) {
    return task(
        version,
        name,
        Map.of(
            "model",
            "flights",
            "gates",
            List.of("staging", "champion"),
            "target",
            "late",
            "positive",
            "1",
            "as_of",
            "asked_at"),
        Map.of());
  }

  private StepContext task(
      String version, String name, Map<String, Object> params, Map<String, Value> more) {
    return new StepContext() {
      @Override
      public TaskId task() {
        return new TaskId(new PipelineRunId("0198c0de-0000-7000-8000-000000000000"), name);
      }

      @Override
      public int attempt() {
        return 1;
      }

      @Override
      public String pipeline() {
        return "flights";
      }

      @Override
      public Instant eventTime() {
        return World.NOW;
      }

      @Override
      public Map<String, Object> params() {
        return params;
      }

      @Override
      public Map<String, Value> inputs() {
        Map<String, Value> inputs = new HashMap<>(more);
        inputs.put("version", Value.of(version));
        inputs.put("rows", new Value.File("2013-07", new Digest("0".repeat(64)), 1));
        inputs.put("data", new Value.Record(World.JULY, "d"));
        return inputs;
      }

      @Override
      public Path localFile(Value.File file) {
        return folder.resolve(file.name());
      }

      @Override
      public Path workFolder() {
        return folder;
      }

      @Override
      public Value.File store(String stored, Path file) {
        throw new IllegalStateException("judging stores no file");
      }

      @Override
      public void log(String line) {
        log.add(line);
      }

      @Override
      public void link(String relation, Ref to) {
        throw new IllegalStateException("verdicts write their own edges");
      }

      @Override
      public boolean cancelled() {
        return false;
      }

      @Override
      public void onCancel(Runnable action) {}
    };
  }

  /** An engine that reads July, whatever the file. */
  private static final class July implements Engine {
    @Override
    public Frame readParquet(List<Path> files, List<String> columns) {
      assertThat(files).hasSize(1);
      return World.july();
    }

    @Override
    public Frame query(Query query) {
      throw new IllegalStateException("judging asks no SQL");
    }

    @Override
    public void stream(Query query, int rows, java.util.function.Consumer<Frame> sink) {
      throw new IllegalStateException("judging asks no SQL");
    }

    @Override
    public long write(Query query, io.noria.engine.FileForm form, Path out) {
      throw new IllegalStateException("judging writes nothing");
    }

    @Override
    public long writeParquet(Query query, Path out) {
      throw new IllegalStateException("judging writes nothing");
    }

    @Override
    public void writeParquet(Frame frame, Path out) {
      throw new IllegalStateException("judging writes nothing");
    }

    @Override
    public List<Field> describe(Query query) {
      throw new IllegalStateException("judging asks no SQL");
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
  }
}
