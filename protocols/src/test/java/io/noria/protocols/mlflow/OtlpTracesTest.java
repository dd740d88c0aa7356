package io.noria.protocols.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpTracesTest {
  private static final byte[] NOTHING = {};

  /** A message with the field so many times. */
  private static byte[] message(int field, byte[] content, int times) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int i = 0; i < times; i++) {
      out.writeByteArray(field, content);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] wrapped(byte[] content, int... fields) throws IOException {
    byte[] wrapped = content;
    for (int field : fields) {
      wrapped = message(field, wrapped, 1);
    }
    return wrapped;
  }

  private static void tooMany(ThrowingCallable reading, String what) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining(what + ": more than ");
  }

  @ParameterizedTest
  @CsvSource({"11, 10001, events", "13, 10001, links", "9, 1000001, attributes and their values"})
  void emptyPartsOfASpanAreCounted(int field, int times, String what) throws IOException {
    byte[] body = wrapped(message(field, NOTHING, times), 2, 2, 1);
    tooMany(() -> OtlpTraces.protobuf(body), what);
  }

  @Test
  void emptyResourcesScopesSpansAndValuesAreCounted() throws IOException {
    byte[] resources = message(1, NOTHING, 10_001);
    tooMany(() -> OtlpTraces.protobuf(resources), "resources");
    byte[] scopes = wrapped(message(2, NOTHING, 100_001), 1);
    tooMany(() -> OtlpTraces.protobuf(scopes), "scopes");
    byte[] spans = wrapped(message(2, NOTHING, 100_001), 2, 1);
    tooMany(() -> OtlpTraces.protobuf(spans), "spans");
    byte[] list = wrapped(message(1, NOTHING, 1_000_001), 5, 2, 9, 2, 2, 1);
    tooMany(() -> OtlpTraces.protobuf(list), "attributes and their values");
  }

  @ParameterizedTest
  @CsvSource({"events, events", "links, links"})
  void partsInJsonAreCounted(String field, String what) {
    String parts = "{},".repeat(10_000) + "{}";
    tooMany(
        () ->
            json(
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\""
                    + field
                    + "\":["
                    + parts
                    + "]}]}]}]}"),
        what);
  }

  @Test
  void emptyResourcesInJsonAreCounted() {
    tooMany(() -> json("{\"resourceSpans\":[" + "{},".repeat(10_000) + "{}]}"), "resources");
  }

  @Test
  void jsonOfTooManyTokensIsRefused() {
    assertThatThrownBy(() -> json("{\"x\":[" + "0,".repeat(5_000_000) + "0]}"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("Token count");
  }

  @Test
  void aResourceIsOfEachOfItsTraces() {
    OtlpTraces read =
        json(
            "{\"resourceSpans\":["
                + resource("a", "1", span("0a"), span("0b"))
                + ","
                + resource("b", "2", span("0a"))
                + "]}");
    assertThat(read.count()).isEqualTo(3);
    assertThat(read.batches().get(0).resource()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(read.batches().get(1).resource()).isEqualTo(Map.of("a", "1"));
  }

  private static String resource(String key, String value, String... spans) {
    return "{\"resource\":{\"attributes\":[{\"key\":\""
        + key
        + "\",\"value\":{\"stringValue\":\""
        + value
        + "\"}}]},\"scopeSpans\":[{\"spans\":["
        + String.join(",", spans)
        + "]}]}";
  }

  private static String span(String trace) {
    return "{\"traceId\":\""
        + trace.repeat(16)
        + "\",\"spanId\":\""
        + "0c".repeat(8)
        + "\",\"name\":\"s\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\"}";
  }

  private static OtlpTraces json(String body) {
    return OtlpTraces.json(body.getBytes(StandardCharsets.UTF_8));
  }
}
