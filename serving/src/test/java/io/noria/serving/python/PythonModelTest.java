package io.noria.serving.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers with models of plain Python, well and badly behaved. */
class PythonModelTest {
  private static final PythonLimits LIMITS =
      PythonLimits.usual()
          .withWorkers(1, 1)
          .withTimes(
              new PythonLimits.Times(
                  Duration.ofSeconds(30),
                  Duration.ofSeconds(20),
                  Duration.ofSeconds(20),
                  Duration.ofMinutes(5),
                  Duration.ofMillis(1),
                  Duration.ofMillis(20)));

  @TempDir Path temp;
  private Path modules;
  private PythonRuntime runtime;

  @BeforeEach
  void open() throws IOException {
    modules = Files.createDirectories(temp.resolve("modules"));
    runtime = new PythonRuntime(temp.resolve("workers"), new Random(7));
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  private PythonModel model(String kind, PythonLimits limits) throws IOException {
    return PythonModel.open(runtime, PlainPython.instance(modules, kind), Trust.ALLOWED, limits);
  }

  private static List<Tensor> row(double... values) {
    return List.of(Tensor.doubles("input", new long[] {1, values.length}, values));
  }

  private static double first(List<Tensor> answer) {
    return answer.getFirst().number(0);
  }

  @Test
  void aPickledObjectAnswersAndSaysWhatItTakes() throws IOException {
    PythonModel model = model("Model", LIMITS);
    assertThat(model.inputs()).containsExactly(TensorSpec.of("input", DataType.FP64, -1, 2));
    assertThat(model.outputs()).containsExactly(TensorSpec.of("prediction", DataType.FP64, -1));
    assertThat(model.schema().what()).isEqualTo("toy.Model");
    assertThat(model.schema().versions()).containsKey("python");
    List<Tensor> two =
        model.infer(List.of(Tensor.doubles("input", new long[] {2, 2}, 1, 2, 3, 4.5)));
    assertThat(two).hasSize(1);
    assertThat(two.getFirst().number(0)).isEqualTo(3);
    assertThat(two.getFirst().number(1)).isEqualTo(7.5);
  }

  @Test
  void aBareFunctionAnswersAndItsOutputsAreLearntFromTheFirstAnswer() throws IOException {
    PythonModel model =
        PythonModel.open(runtime, PlainPython.function(modules, "double"), Trust.ALLOWED, LIMITS);
    assertThat(model.schema().settled()).isFalse();
    assertThat(model.infer(row(1, 2, 3)).getFirst().number(2)).isEqualTo(6);
    assertThat(model.outputs()).containsExactly(TensorSpec.of("prediction", DataType.FP64, -1, 3));
  }

  @Test
  void textsComeBackAndAMissingOneIsNoEmptyOne() throws IOException {
    PythonModel model = model("Texts", LIMITS);
    var texts =
        Tensor.texts(
            "input",
            new long[] {3, 1},
            new byte[][] {{}, null, "né".getBytes(java.nio.charset.StandardCharsets.UTF_8)});
    Tensor answer = model.infer(List.of(texts)).getFirst();
    assertThat(answer.text(0)).isEqualTo("!");
    assertThat(answer.missing(0)).isFalse();
    assertThat(answer.missing(1)).isTrue();
    assertThat(answer.text(2)).isEqualTo("né!");
  }

  @Test
  void aRefusedInputIsUnprocessableAndTheWorkerStays() throws IOException {
    PythonModel model = model("Model", LIMITS);
    assertThatThrownBy(() -> model.infer(row(555, 1)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
        .hasMessageContaining("ValueError: no row may begin with 555")
        .hasMessageContaining("toy.py");
    assertThatThrownBy(() -> model.infer(row(444, 1)))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("ZeroDivisionError");
    assertThat(first(model.infer(row(1, 1)))).isEqualTo(2);
  }

  @Test
  void anInputThatEndsTwoWorkersIsRefusedAndOthersGoOn() throws IOException {
    PythonModel model = model("Model", LIMITS);
    for (String attempt : List.of("first", "second")) {
      assertThatThrownBy(() -> model.infer(row(666, 1)))
          .as(attempt)
          .isInstanceOfSatisfying(
              NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
          .hasMessageContaining("ended two of its workers");
    }
    assertThat(first(model.infer(row(1, 1)))).isEqualTo(2);
  }

  @Test
  void aModelThatHangsIsKilledAndReplaced() throws IOException {
    PythonModel model = model("Model", LIMITS.withAnswer(Duration.ofMillis(300)));
    assertThatThrownBy(() -> model.infer(row(777, 1)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED))
        .hasMessageContaining("no answer within 300 ms")
        .hasMessageContaining("toy.py")
        .hasMessageContaining("in predict");
    assertThat(first(model.infer(row(1, 1)))).isEqualTo(2);
  }

  @Test
  void aStoppedModelIsNotHealthyAndAnswersNothing() throws IOException {
    PythonModel model = model("Model", LIMITS);
    assertThat(model.healthy()).isTrue();
    model.release();
    assertThat(first(model.infer(row(1, 1)))).isEqualTo(2);
    model.close();
    assertThat(model.healthy()).isFalse();
    assertThatThrownBy(() -> model.infer(row(1, 1)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void anInterruptedCallerIsNoPoison() throws Exception {
    PythonModel model = model("Model", LIMITS);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> model.infer(row(1, 1)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(first(model.infer(row(1, 1)))).isEqualTo(2);
  }

  @Test
  void aRequestThatIsTooLongIsRefusedBeforeItIsSent() throws IOException {
    PythonModel model = model("Model", LIMITS.withFrames(1 << 16));
    var large = Tensor.doubles("input", new long[] {10_000, 2}, new double[20_000]);
    assertThatThrownBy(() -> model.infer(List.of(large)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    assertThat(first(model.infer(row(1, 1)))).isEqualTo(2);
  }

  @Test
  void aLargeRequestGoesThrough() throws IOException {
    PythonModel model = model("Model", LIMITS);
    double[] values = new Random(1).doubles(100_000).toArray();
    Tensor answer =
        model.infer(List.of(Tensor.doubles("input", new long[] {50_000, 2}, values))).getFirst();
    assertThat(answer.size()).isEqualTo(50_000);
    assertThat(answer.number(49_999)).isEqualTo(values[99_998] + values[99_999]);
  }

  @Test
  void whatAModelPrintsDoesNotDisturbItsAnswers() throws IOException {
    PythonModel model = model("Model", LIMITS);
    assertThat(first(model.infer(row(333, 1)))).isEqualTo(334);
    assertThat(first(model.infer(row(1, 1)))).isEqualTo(2);
  }

  @Test
  void aBatchThatFailsFailsOnlyTheRequestAtFault() throws Exception {
    PythonModel model = model("Model", LIMITS);
    for (double bad : new double[] {555, 666}) {
      List<Callable<Double>> calls = new ArrayList<>();
      calls.add(() -> first(model.infer(row(222, 0.3))));
      calls.add(() -> first(model.infer(row(bad, 0))));
      for (int i = 0; i < 6; i++) {
        double value = i;
        calls.add(() -> first(model.infer(row(value, 10))));
      }
      List<Future<Double>> answers = together(calls);
      assertThat(answers.get(0).get()).isEqualTo(222.3);
      assertThatThrownBy(() -> answers.get(1).get())
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(NoriaException.class);
      for (int i = 0; i < 6; i++) {
        assertThat(answers.get(2 + i).get()).isEqualTo(i + 10);
      }
    }
  }

  @Test
  void whatWaitsIsAskedTogether() throws IOException {
    PythonModel model = model("Sizes", LIMITS);
    List<Callable<Double>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double value = i == 0 ? 1 : 0;
      calls.add(() -> first(model.infer(row(value))));
    }
    await()
        .until(() -> {
          double most = 0;
          for (Future<Double> answer : together(calls)) {
            most = Math.max(most, answer.get());
          }
          return most > 1;
        });
  }

  @Test
  void aModelThatDoesNotAnswerRowByRowIsAskedOneByOne() throws Exception {
    PythonModel model = model("Total", LIMITS);
    List<Callable<Double>> calls = new ArrayList<>();
    for (int i = 1; i < 9; i++) {
      double value = i;
      calls.add(() -> first(model.infer(row(value))));
    }
    List<Future<Double>> answers = together(calls);
    for (int i = 1; i < 9; i++) {
      assertThat(answers.get(i - 1).get()).isEqualTo(i);
    }
  }

  @Test
  void workersAreAddedWhenRequestsWaitAndEndedWhenNobodyAsks() throws Exception {
    var times = LIMITS.time();
    PythonLimits limits =
        LIMITS
            .withWorkers(2, 0)
            .withQueue(100, 1)
            .withTimes(
                new PythonLimits.Times(
                    times.load(),
                    times.answer(),
                    times.turn(),
                    Duration.ofSeconds(1),
                    times.leastPause(),
                    times.mostPause()));
    PythonModel model = model("Model", limits);
    List<Callable<Double>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(() -> first(model.infer(row(222, 0.1))));
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Double>> answers = calls.stream().map(executor::submit).toList();
      await().untilAsserted(() -> assertThat(model.workers()).isEqualTo(2));
      for (Future<Double> answer : answers) {
        assertThat(answer.get()).isEqualTo(222.1);
      }
    }
    await().untilAsserted(() -> assertThat(model.workers()).isZero());
    assertThat(first(model.infer(row(1, 1)))).isEqualTo(2);
  }

  @Test
  void aWorkerIsReplacedAfterSoManyRequestsWithoutAGap() throws IOException {
    PythonModel model = model("Pid", LIMITS.withRecycling(20, 0));
    Set<Double> seen = new HashSet<>();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          for (int i = 0; i < 10; i++) {
            seen.add(first(model.infer(row(0))));
          }
          return seen.size() > 2;
        });
    assertThat(model.workers()).isBetween(1, 2);
  }

  @Test
  void tooManyThatWaitAreRefused() throws Exception {
    PythonModel model = model("Model", LIMITS.withQueue(2, 1));
    List<Callable<Double>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(() -> first(model.infer(row(222, 0.2))));
    }
    List<ErrorCode> codes = new ArrayList<>();
    for (Future<Double> answer : together(calls)) {
      try {
        answer.get();
      } catch (ExecutionException e) {
        codes.add(((NoriaException) e.getCause()).code());
      }
    }
    assertThat(codes).isNotEmpty().containsOnly(ErrorCode.RESOURCE_EXHAUSTED);
  }

  @Test
  void manyAskAtOnceAndEachGetsItsOwn() throws Exception {
    PythonModel model = model("Model", LIMITS.withWorkers(2, 1));
    List<Callable<Double>> calls = new ArrayList<>();
    IntStream.range(0, 400).forEach(i -> calls.add(() -> first(model.infer(row(i % 200, i)))));
    List<Future<Double>> answers = together(calls);
    for (int i = 0; i < 400; i++) {
      assertThat(answers.get(i).get()).isEqualTo(i % 200 + i);
    }
  }

  private static List<Future<Double>> together(List<Callable<Double>> calls) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Double>> answers = new ArrayList<>();
      for (Callable<Double> call : calls) {
        answers.add(executor.submit(call));
        if (answers.size() == 1) {
          Thread.yield();
        }
      }
      return answers;
    }
  }

  @Test
  void aWorkerHasACleanPlaceOfItsOwn() throws IOException {
    PythonModel model =
        PythonModel.open(
            runtime, PlainPython.instance(modules, "Environment"), Trust.ALLOWED, LIMITS);
    Tensor said = model.infer(row(1)).getFirst();
    assertThat(said.text(0)).startsWith(temp.resolve("workers").toString());
    assertThat(said.text(1)).isEqualTo(said.text(0));
    assertThat(said.text(2)).isEmpty();
    assertThat(said.text(3)).isEqualTo("1");
    assertThat(said.text(4)).isEqualTo("0o77");
    assertThat(said.text(5)).isEqualTo("[0, 1, 2, 3, 4]");
    assertThat(said.text(6)).isEqualTo("1");
  }

  @Test
  void aModelThatIsNotTrustedIsNotRun() throws IOException {
    PythonSource source = PlainPython.instance(modules, "Model");
    assertThatThrownBy(
            () -> PythonModel.open(runtime, source, Trust.refused("it came by upload"), LIMITS))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("it came by upload; to load it would import toy.Model");
    assertThat(runtime.count()).isZero();
  }

  @Test
  void whatCannotBeLoadedSaysWhy() throws IOException {
    var missing = PlainPython.pickle(modules, "missing", "cnot_there.x\ny\n.");
    assertThatThrownBy(() -> PythonModel.open(runtime, missing, Trust.ALLOWED, LIMITS))
        .hasMessageContaining("not_there")
        .hasMessageContaining("requirements.txt");
    var number = PlainPython.pickle(modules, "number", "I7\n.");
    assertThatThrownBy(() -> PythonModel.open(runtime, number, Trust.ALLOWED, LIMITS))
        .hasMessageContaining("builtins.int (expected: an object with predict, or a function)");
    var broken = PlainPython.pickle(modules, "broken", "ctoy\nMod");
    assertThatThrownBy(() -> PythonModel.open(runtime, broken, Trust.ALLOWED, LIMITS))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("cannot be loaded");
    await().untilAsserted(() -> assertThat(runtime.count()).isZero());
  }
}
