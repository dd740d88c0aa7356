package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.Tensor;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX models whose weights lie in files beside them, as onnx.save writes them. */
class OutsideWeightsTest {
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
    fixture.close();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = OutsideWeightsTest.class.getResourceAsStream("onnx/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private void deploy(byte[] model, byte @Nullable [] weights) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("model"));
    Files.write(folder.resolve("model.onnx"), model);
    if (weights != null) {
      Files.write(folder.resolve("outside.bin"), weights);
    }
    int version = fixture.register(folder).id().version();
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(version));
  }

  private void refused(byte[] model, byte @Nullable [] weights, String message) {
    assertThatThrownBy(() -> deploy(model, weights))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessage(message);
    assertThat(fixture.serving.deployments().list()).isEmpty();
  }

  @Test
  void weightsComeFromTheFileBesideIt() throws IOException {
    deploy(resource("outside.onnx"), resource("outside.bin"));
    Tensor row = Tensor.floats("X", new long[] {1, 2}, new float[] {1, 2});
    TensorAnswer answer = fixture.serving.infer("flow", TensorRequest.of(List.of(row)));
    assertThat(answer.outputs().getFirst().number(0)).isEqualTo(3145.5);
  }

  @Test
  void weightsThatAreNotThereOrTooShortAreNamed() throws IOException {
    byte[] model = resource("outside.onnx");
    refused(
        model,
        null,
        "model deliveries/1: model.onnx: its weights lie in outside.bin, which is not there"
            + " (expected: the file beside it)");
    refused(
        model,
        Arrays.copyOf(resource("outside.bin"), 100),
        "model deliveries/2: outside.bin has 100 bytes (expected: 2400 or more, as model.onnx"
            + " says)");
  }

  @Test
  void noFileOutsideTheModelsFolderIsRead() throws IOException {
    for (String location : List.of("../side.bin", "/etc/passwd", "a/../../bin", "a\\..\\..\\bi")) {
      byte[] model = resource("outside.onnx");
      String text = new String(model, StandardCharsets.ISO_8859_1);
      byte[] other =
          text.replace("outside.bin", (location + "x").substring(0, 11))
              .getBytes(StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> deploy(other, resource("outside.bin")))
          .isInstanceOf(NoriaException.class)
          .hasMessageContaining("(expected: a path below the model's own folder)");
    }
    assertThat(fixture.serving.deployments().list()).isEmpty();
  }
}
