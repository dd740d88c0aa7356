package io.noria.serving.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.ModelRun;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorModel;
import io.noria.serving.tensor.TensorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchingTest {
  private static final Batching.Limits ONE = new Batching.Limits(1, 4, Duration.ofSeconds(20), 100);

  /** Adds two columns; waits for a permit first. Refuses minus one, and unequal columns. */
  private static final class Adding implements TensorModel {
    final Semaphore permits = new Semaphore(0);
    final ConcurrentLinkedQueue<Integer> rows = new ConcurrentLinkedQueue<>();
    final CountDownLatch asked = new CountDownLatch(1);

    @Override
    public String platform() {
      return "adding";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(
          TensorSpec.of("a", DataType.FP64, -1, 1), TensorSpec.of("b", DataType.FP64, -1, 1));
    }

    @Override
    public List<TensorSpec> outputs() {
      return List.of(TensorSpec.of("sum", DataType.FP64, -1));
    }

    @Override
    public List<Tensor> infer(List<Tensor> inputs) {
      asked.countDown();
      permits.acquireUninterruptibly();
      Tensor a = inputs.get(0);
      Tensor b = inputs.get(1);
      rows.add(a.rows());
      if (a.rows() != b.rows()) {
        throw new NoriaException(ErrorCode.UNPROCESSABLE, "unequal");
      }
      double[] sums = new double[a.rows()];
      for (int i = 0; i < sums.length; i++) {
        if (a.number(i) == -1) {
          throw new NoriaException(ErrorCode.UNPROCESSABLE, "minus one");
        }
        sums[i] = a.number(i) + b.number(i);
      }
      return List.of(Tensor.doubles("sum", new long[] {sums.length}, sums));
    }
  }

  private static List<Tensor> ask(double[] a, double[] b) {
    return List.of(
        Tensor.doubles("a", new long[] {a.length, 1}, a),
        Tensor.doubles("b", new long[] {b.length, 1}, b));
  }

  private static CompletableFuture<List<Double>> later(Batching model, List<Tensor> inputs) {
    var answer = new CompletableFuture<List<Double>>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            Tensor sum = model.infer(inputs).getFirst();
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < sum.size(); i++) {
              numbers.add(sum.number(i));
            }
            answer.complete(numbers);
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private final Adding adding = new Adding();
  private final Batching model = new Batching("adding", adding, ONE, true);

  /** One that holds the model, so that the next ones wait. */
  private CompletableFuture<List<Double>> busy() throws InterruptedException {
    CompletableFuture<List<Double>> first = later(model, ask(new double[] {1}, new double[] {1}));
    adding.asked.await();
    return first;
  }

  private CompletableFuture<List<Double>> waits(List<Tensor> inputs, int waiting) {
    CompletableFuture<List<Double>> answer = later(model, inputs);
    Awaitility.await().until(() -> model.waiting() == waiting);
    return answer;
  }

  @Test
  void whatWaitsIsAnsweredTogetherAndEachGetsItsOwn() throws Exception {
    var first = busy();
    var second = waits(ask(new double[] {2, 3}, new double[] {10, 20}), 1);
    var third = waits(ask(new double[] {4}, new double[] {40}), 2);
    adding.permits.release(100);
    assertThat(first.get()).containsExactly(2.0);
    assertThat(second.get()).containsExactly(12.0, 23.0);
    assertThat(third.get()).containsExactly(44.0);
    assertThat(adding.rows).containsExactly(1, 3);
  }

  @Test
  void aBadRequestFailsAlone() throws Exception {
    var first = busy();
    var bad = waits(ask(new double[] {-1}, new double[] {1}), 1);
    var good = waits(ask(new double[] {5}, new double[] {1}), 2);
    adding.permits.release(100);
    assertThat(first.get()).containsExactly(2.0);
    assertThatThrownBy(bad::get).hasRootCauseMessage("minus one");
    assertThat(good.get()).containsExactly(6.0);
  }

  @Test
  void whoHasLeftABatchThatFailsIsNotAnsweredAlone() throws Exception {
    var first = busy();
    var bad = waits(ask(new double[] {-1}, new double[] {1}), 1);
    var left = new CompletableFuture<ErrorCode>();
    Thread leaving =
        Thread.ofVirtual()
            .start(() -> {
              try {
                model.infer(ask(new double[] {5}, new double[] {1}));
              } catch (NoriaException e) {
                left.complete(e.code());
              }
            });
    Awaitility.await().until(() -> model.waiting() == 2);
    adding.permits.release();
    assertThat(first.get()).containsExactly(2.0);
    // The other two are one batch now, which waits for its permit.
    Awaitility.await().until(() -> model.waiting() == 0);
    leaving.interrupt();
    assertThat(left.get()).isEqualTo(ErrorCode.UNAVAILABLE);
    adding.permits.release(100);
    assertThatThrownBy(bad::get).hasRootCauseMessage("minus one");
    assertThat(adding.rows).containsExactly(1, 2, 1);
  }

  @Test
  void inputsOfUnequalLengthNeverShareABatch() throws Exception {
    var first = busy();
    var longer = waits(ask(new double[] {7}, new double[] {70, 71}), 1);
    var innocent = waits(ask(new double[] {8}, new double[] {80}), 2);
    var shorter = waits(ask(new double[] {9, 9.5}, new double[] {90}), 3);
    adding.permits.release(100);
    assertThat(first.get()).containsExactly(2.0);
    assertThat(innocent.get()).containsExactly(88.0);
    assertThatThrownBy(longer::get).hasRootCauseMessage("unequal");
    assertThatThrownBy(shorter::get).hasRootCauseMessage("unequal");
  }

  @Test
  void beyondTheQueueRequestsAreRefused() throws Exception {
    var first = busy();
    List<CompletableFuture<List<Double>>> waiting = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      waiting.add(waits(ask(new double[] {i}, new double[] {1}), i));
    }
    assertThatThrownBy(() -> model.infer(ask(new double[] {1}, new double[] {1})))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
    adding.permits.release(100);
    assertThat(first.get()).containsExactly(2.0);
    @Nullable List<Double> last = waiting.get(3).get();
    assertThat(Objects.requireNonNull(last)).containsExactly(5.0);
  }

  @Test
  void oneThatLeadsTellsOfTheExecutionAndOneThatIsTakenAlongOfItsWaiting() throws Exception {
    var executions = new ConcurrentLinkedQueue<Integer>();
    var first = busy();
    var runs = new ArrayList<ModelRun>();
    var answers = new ArrayList<CompletableFuture<Boolean>>();
    for (int i = 0; i < 2; i++) {
      var run = new ModelRun((rows, nanos) -> executions.add(rows));
      var answer = new CompletableFuture<Boolean>();
      runs.add(run);
      answers.add(answer);
      Thread.ofVirtual()
          .start(() -> {
            run.ask(2, () -> model.infer(ask(new double[] {1, 2}, new double[] {1, 2})));
            answer.complete(true);
          });
      int waiting = i + 1;
      Awaitility.await().until(() -> model.waiting() == waiting);
    }
    adding.permits.release(100);
    first.get();
    for (CompletableFuture<Boolean> answer : answers) {
      assertThat(answer.get()).isTrue();
    }
    assertThat(executions).containsExactly(4);
    assertThat(runs).allSatisfy(run -> assertThat(run.waited()).isPositive());
  }

  @Test
  void aModelThatTellsNothingWasEvaluatedOnce() {
    var executions = new ConcurrentLinkedQueue<Integer>();
    var run = new ModelRun((rows, nanos) -> executions.add(rows));
    assertThat(run.ask(3, () -> "answer")).isEqualTo("answer");
    assertThat(executions).containsExactly(3);
    assertThat(run.waited()).isZero();
  }

  @Test
  void whoWouldWaitTooLongIsRefusedAtOnceAndNotOnceTheQueueIsShort() throws Exception {
    var slow = new Adding();
    var bounded =
        new Batching(
            "m",
            slow,
            new Batching.Limits(1, 100, Duration.ofSeconds(20), 100, Duration.ofNanos(1)),
            false);
    List<CompletableFuture<List<Double>>> answers = new ArrayList<>();
    answers.add(later(bounded, ask(new double[] {1}, new double[] {1})));
    slow.asked.await();
    for (int i = 0; i < 5; i++) {
      // Nothing is known yet of how quick it is.
      answers.add(later(bounded, ask(new double[] {1}, new double[] {1})));
    }
    Awaitility.await().until(() -> bounded.waiting() == 5);
    slow.permits.release(3);
    Awaitility.await().until(() -> bounded.waiting() == 2);
    assertThatThrownBy(() -> bounded.infer(ask(new double[] {1}, new double[] {1})))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessageMatching(
            "model m: 2 requests wait for it, one more would wait \\d+ ms \\(expected: 0 at most\\)");
    slow.permits.release(1);
    Awaitility.await().until(() -> bounded.waiting() == 1);
    answers.add(later(bounded, ask(new double[] {1}, new double[] {1})));
    slow.permits.release(100);
    for (CompletableFuture<List<Double>> answer : answers) {
      assertThat(answer.get()).containsExactly(2.0);
    }
  }
}
