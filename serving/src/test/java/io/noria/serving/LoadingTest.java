package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersion;
import io.noria.registry.NewModelVersion;
import io.noria.serving.tensor.Tensor;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for a model that is being loaded, and for how long. */
class LoadingTest {
  private static final Duration MOMENT = Duration.ofMillis(100);

  /** Time enough for what ends, whatever else the machine does. */
  private static final Duration ENOUGH = Duration.ofSeconds(3);

  @TempDir Path temp;
  private ServingFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
  }

  @AfterEach
  void close() {
    fixture.objects.release();
    fixture.close();
  }

  private void limits(ModelLimits limits) {
    fixture.config = fixture.config.withModels(limits);
  }

  private Deployment deploy(String name, ModelVersion version) {
    return fixture
        .serving
        .deployments()
        .deploy(name, ServingFixture.MODEL, Follow.version(version.id().version()));
  }

  private void ready(String name) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> fixture.serving.readiness(name) == Readiness.READY);
  }

  @Test
  void afterARestartAModelThatIsSlowDelaysNeitherTheStartNorTheOthers() throws IOException {
    ModelVersion slow = fixture.register(1);
    ModelVersion quick = fixture.register(2);
    deploy("slow", slow);
    deploy("flow", quick);
    limits(ModelLimits.usual().withPatience(MOMENT));
    fixture.objects.hold(fixture.trees(slow));
    fixture.restart();

    ready("flow");
    assertThat(fixture.ask(20, "AA", null, null).value()).isNotNull();
    assertThat(fixture.serving.readiness())
        .isEqualTo(Map.of("slow", Readiness.LOADING, "flow", Readiness.READY));
    assertThatThrownBy(() -> fixture.serving.infer("slow"))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(2));
            })
        .hasMessage("deployment slow: its model is still being loaded (waited 0.1 s)");
    // What has nothing to do with it is changed meanwhile.
    assertThat(deploy("third", quick).problem()).isNull();

    fixture.objects.release();
    ready("slow");
    assertThat(fixture.serving.served("slow", null).version()).isEqualTo(1);
    assertThat(fixture.serving.deployments().history("slow")).hasSize(1);
  }

  @Test
  void aQuestionWaitsForAModelThatIsLoadedInTime() throws Exception {
    ModelVersion slow = fixture.register(1);
    deploy("flow", slow);
    limits(ModelLimits.usual().withPatience(Duration.ofMinutes(1)));
    fixture.objects.hold(fixture.trees(slow));
    fixture.restart();
    var asked = new FutureTask<>(() -> fixture.ask(20, "AA", null, null));
    Thread asking = Thread.ofPlatform().daemon().start(asked);
    await().until(() -> asked.isDone() || waits(asking));
    assertThat(asked.isDone()).isFalse();
    fixture.objects.release();
    assertThat(asked.get(60, TimeUnit.SECONDS).value()).isNotNull();
  }

  private static boolean waits(Thread asking) {
    return asking.getState() == Thread.State.TIMED_WAITING
        && Arrays.stream(asking.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("awaited"));
  }

  @Test
  void aNumberIsNeverAnsweredByAnotherModelsVersionWhileTheOwnIsLoaded() throws Exception {
    ModelVersion slow = fixture.register(1);
    deploy("flow", slow);
    Path folder = temp.resolve("bundle-other");
    TestBundles.write(folder, fixture.engine, 2);
    fixture.registry.models().ensure("other");
    fixture
        .registry
        .versions()
        .create(NewModelVersion.ofRun("other", fixture.log(folder).id(), "model", null));
    fixture
        .serving
        .traffic()
        .direct("flow", List.of(new Variant("b", "other", Follow.version(1), 50, false)));
    limits(ModelLimits.usual().withPatience(MOMENT));
    fixture.objects.hold(fixture.trees(slow));
    fixture.restart();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> fixture.serving.traffic().variants("flow").getFirst().version() != null);
    assertThatThrownBy(() -> fixture.serving.served("flow", 1))
        .hasMessage("deployment flow: its model is still being loaded (waited 0.1 s)");
    fixture.objects.release();
    ready("flow");
    assertThat(fixture.serving.served("flow", 1).model()).isEqualTo(ServingFixture.MODEL);
    assertThat(fixture.serving.served("flow", 1).versions()).containsExactly(1);
  }

  @Test
  void loadingIsGivenUpAfterItsTimeAndNotBegunTwice() throws IOException {
    ModelVersion slow = fixture.register(1);
    limits(ModelLimits.usual().withLoad(MOMENT));
    fixture.restart();
    fixture.objects.hold(fixture.trees(slow));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> deploy("flow", slow))
          .isInstanceOfSatisfying(
              NoriaException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
          .hasMessageStartingWith(
              "model deliveries/1: it was not loaded, tried and checked within 0.1 s"
                  + " (expected: noria.serving.load-timeout at most; it began at ");
    }
    assertThat(fixture.serving.deployments().list()).isEmpty();
    fixture.objects.release();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(NoriaException.class)
        .until(() -> deploy("flow", slow).version() != null);
  }

  private ModelVersion onnx(String name) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("model-" + name));
    try (InputStream in = getClass().getResourceAsStream("onnx/" + name + ".onnx")) {
      Files.copy(Objects.requireNonNull(in), folder.resolve("model.onnx"));
    }
    return fixture.register(folder);
  }

  @Test
  void aGraphThatNeverEndsIsRefused() throws IOException {
    limits(ModelLimits.usual().withAnswer(MOMENT));
    fixture.restart();
    ModelVersion endless = onnx("endless");
    assertThatThrownBy(() -> deploy("flow", endless))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessage(
            "model deliveries/1: it did not answer within 0.1 s (noria.serving.answer-timeout),"
                + " asked one row of zeros when it was loaded");
  }

  @Test
  void aQuestionThatNeverEndsIsEndedAndTheNextIsAnswered() throws IOException {
    limits(ModelLimits.usual().withAnswer(ENOUGH));
    fixture.restart();
    deploy("flow", onnx("sometimes"));
    assertThatThrownBy(() -> two(-1))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED))
        .hasMessageContaining("it did not answer within 3.0 s");
    assertThat(two(3).outputs().getFirst().number(0)).isEqualTo(3);
  }

  private TensorAnswer two(float value) {
    Tensor row = Tensor.floats("X", new long[] {1, 2}, new float[] {value, value});
    return fixture.serving.infer("flow", TensorRequest.of(List.of(row)));
  }
}
