package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorInferenceTest {
  private static final Instant MARCH = Instant.parse("2013-03-01T00:00:00Z");
  private static final long[] TWO = {2};
  private static final long[] COLUMN = {2, 1};

  @TempDir Path temp;
  private ServingFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
    fixture.register(1);
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static List<Tensor> columns(byte @Nullable [][] carriers) {
    return List.of(
        Tensor.texts("carrier", TWO, carriers),
        Tensor.doubles("wind", COLUMN, 20.5, Double.NaN),
        Tensor.longs("hour", TWO, 12, 12),
        Tensors.numbers("holiday", DataType.BOOL, TWO, new double[] {1, 1}, 0, 1));
  }

  private TensorAnswer ask(List<Tensor> inputs, List<String> outputs) {
    return fixture.serving.infer(
        "flow", new TensorRequest(inputs, outputs, null, MARCH, "trip", Map.of()));
  }

  @Test
  void columnsAsTensorsAreAnsweredAndLoggedAsRowsAre() {
    TensorAnswer answer = ask(columns(new byte[][] {"AA".getBytes(), null}), List.of());
    Prediction same = fixture.ask(20.5, "AA", MARCH, "other");
    assertThat(answer.version()).isEqualTo(1);
    assertThat(answer.outputs())
        .extracting(Tensor::name)
        .containsExactly("prediction", "probability", "probabilities");
    assertThat(answer.outputs().get(2).number(1)).isEqualTo(same.score());
    assertThat(answer.outputs().get(1).number(0)).isEqualTo((float) same.probability());
    LoggedPrediction logged = fixture.serving.predictions().find(answer.ids().get(1)).orElseThrow();
    assertThat(logged.key()).isEqualTo("trip/1");
    assertThat(logged.features()).containsEntry("wind", null).containsEntry("carrier", null);
    assertThat(logged.eventTime()).isEqualTo(MARCH);
  }

  @Test
  void onlyTheWantedOutputsComeInTheWantedOrder() {
    TensorAnswer answer =
        ask(
            columns(new byte[][] {"AA".getBytes(), "??".getBytes()}),
            List.of("probabilities", "prediction"));
    assertThat(answer.outputs())
        .extracting(Tensor::name)
        .containsExactly("probabilities", "prediction");
  }

  @Test
  void whatItTakesIsToldAsTensors() {
    ServedModel served = fixture.serving.served("flow", null);
    assertThat(served.platform()).isEqualTo("noria_trees");
    assertThat(served.inputs())
        .containsExactly(
            TensorSpec.of("wind", DataType.FP32, -1, 1),
            TensorSpec.of("hour", DataType.INT64, -1, 1),
            TensorSpec.of("holiday", DataType.BOOL, -1, 1),
            TensorSpec.of("carrier", DataType.BYTES, -1, 1));
    assertThat(served.outputs().getLast())
        .isEqualTo(TensorSpec.of("probabilities", DataType.FP32, -1, 2));
  }

  @Test
  void whatDoesNotFitIsRefusedAndNotLogged() {
    byte[][] carriers = {"AA".getBytes(), "AA".getBytes()};
    refused(
        columns(carriers).subList(0, 3), "input holiday: missing (given: [carrier, hour, wind])");
    refused(
        List.of(Tensor.doubles("gust", TWO, 1, 2), Tensor.doubles("wind", TWO, 1, 2)),
        "input gust: no such input (expected: one for each of [wind, hour, holiday, carrier])");
    refused(
        List.of(
            Tensor.doubles("carrier", TWO, 1, 2),
            Tensor.doubles("wind", TWO, 1, 2),
            Tensor.doubles("hour", TWO, 1, 2),
            Tensor.doubles("holiday", TWO, 1, 0)),
        "input carrier: of type FP64 (expected: BYTES)");
    refused(
        List.of(
            Tensor.texts("carrier", TWO, carriers),
            Tensor.doubles("wind", TWO, 1, 2),
            Tensor.doubles("hour", TWO, 1.5, 2),
            Tensor.doubles("holiday", TWO, 1, 0)),
        "input hour: 1.5 (expected: long)");
    assertThatThrownBy(() -> ask(columns(carriers), List.of("logits")))
        .hasMessage(
            "output logits: no such output (expected: one of [prediction, probability,"
                + " probabilities])");
    assertThat(fixture.serving.predictions().count("flow")).isZero();
  }

  private void refused(List<Tensor> inputs, String message) {
    assertThatThrownBy(() -> ask(inputs, List.of()))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
        .hasMessage(message);
  }
}
