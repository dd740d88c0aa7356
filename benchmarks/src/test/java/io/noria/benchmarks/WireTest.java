package io.noria.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireTest {
  private static final ServingSystem.Endpoint PLACE =
      new ServingSystem.Endpoint(80, "/v2/models/m/infer", "X");

  @Test
  void probabilitiesOfClassOneAreFoundInEveryForm() throws Exception {
    assertThat(
            of(
                Wire.PREDICT,
                "[{\"prediction\":0,\"probability\":0.75},{\"prediction\":1,\"probability\":0.5}]"))
        .containsExactly(0.25, 0.5);
    assertThat(of(Wire.FEATURES, "[0.25,0.5]")).containsExactly(0.25, 0.5);
    assertThat(of(Wire.INSTANCES, "{\"predictions\":[0.25,0.5]}")).containsExactly(0.25, 0.5);
    assertThat(
            of(
                Wire.INPUTS,
                "{\"predictions\":{\"label\":[0,1],\"probabilities\":[[0.75,0.25],[0.5,0.5]]}}"))
        .containsExactly(0.25, 0.5);
    String outputs =
        "{\"outputs\":[{\"name\":\"probability\",\"shape\":[2],\"data\":[0.75,0.5]},"
            + "{\"name\":\"probabilities\",\"shape\":[2,2],\"data\":[0.75,0.25,0.5,0.5]}]}";
    assertThat(of(Wire.OIP, outputs)).containsExactly(0.25, 0.5);
    byte[] head =
        ("{\"outputs\":[{\"name\":\"label\",\"shape\":[2],\"parameters\":{\"binary_data_size\":16}},"
                + "{\"name\":\"probabilities\",\"shape\":[2,2],\"parameters\":{\"binary_data_size\":16}}]}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] raw = floats(0.75f, 0.25f, 0.5f, 0.5f);
    byte[] answer =
        ByteBuffer.allocate(head.length + 32).put(head).put(new byte[16]).put(raw).array();
    assertThat(Wire.OIP_BINARY.probabilities(answer)).containsExactly(0.25, 0.5);
    byte[] output = new Protobuf().text(1, "probabilities").numbers(3, 2, 2).done();
    assertThat(
            Wire.OIP_GRPC.probabilities(
                new Protobuf().text(1, "m").bytes(5, output).bytes(6, raw).done()))
        .containsExactly(0.25, 0.5);
    byte[] typed =
        new Protobuf()
            .text(1, "probability")
            .numbers(3, 4)
            .bytes(5, new Protobuf().bytes(6, raw).done())
            .done();
    assertThat(Wire.OIP_GRPC.probabilities(new Protobuf().bytes(5, typed).done()))
        .containsExactly(0.75, 0.25, 0.5, 0.5);
  }

  @Test
  void rowsAreWrittenAsTextAndAsNumbers(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("rows.jsonl"), "[1, 2.5]\n[3.0, -4e-1]\n");
    Rows rows = Rows.read(file).of(1, 2);
    assertThat(rows.lists()).isEqualTo("[3.0, -4e-1],[1, 2.5]");
    assertThat(rows.raw()).isEqualTo(floats(3f, -0.4f, 1f, 2.5f));
    assertThat(new String(Wire.OIP.request(PLACE, "m", rows), StandardCharsets.UTF_8))
        .startsWith("POST /v2/models/m/infer HTTP/1.1\r\n")
        .endsWith(
            "{\"inputs\":[{\"name\":\"X\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[3.0, -4e-1,1, 2.5]}]}");
    byte[] message = Wire.OIP_GRPC.request(PLACE, "m", rows);
    assertThat(ByteBuffer.wrap(message, 1, 4).getInt()).isEqualTo(message.length - 5);
  }

  private static java.util.List<Double> of(Wire wire, String answer) throws Exception {
    return wire.probabilities(answer.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] floats(float... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return raw.array();
  }
}
