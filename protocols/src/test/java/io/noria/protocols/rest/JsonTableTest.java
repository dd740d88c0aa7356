package io.noria.protocols.rest;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.table.TableAsked;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JsonTableTest {
  private static InputStream bytes(String text, Charset charset) {
    return new ByteArrayInputStream(text.getBytes(charset));
  }

  private static JsonTable read(String text, Charset charset) throws IOException {
    JsonTable table = new JsonTable(new TableAsked(0, 100, "", false, ""));
    table.read(bytes(text, charset), "t.json");
    return table;
  }

  private static void refused(String text, Charset charset, String message) {
    assertThatThrownBy(() -> read(text, charset))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  private static String fields(int count) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      text.append("\"k").append(i).append("\":0,");
    }
    return text.toString();
  }

  @Test
  void readsItsFormsInEveryEncodingOfJson() throws IOException {
    String split = "{\"index\":[0,1],\"columns\":[\"a\",\"b\"],\"data\":[[1,\"x\"],[2,\"y\"]]}";
    for (Charset charset : new Charset[] {UTF_8, UTF_16LE}) {
      JsonTable table = read(split, charset);
      assertThat(table.columns()).containsExactly("a", "b");
      assertThat(table.total()).isEqualTo(2);
      assertThat(read("{\"a\":1}\n{\"a\":2,\"b\":3}", charset).columns()).containsExactly("a", "b");
    }
  }

  @Test
  void whatStandsBesideTheRowsHasOneBudget() {
    refused(fields(100_010), UTF_8, "100000 fields or columns");
    refused("{" + "\"k\":0,".repeat(1_400_000), UTF_8, "8000000 bytes");
    String columns = "\"columns\":[" + "1,".repeat(30_000) + "1],";
    refused("{" + columns.repeat(4), UTF_8, "100000 fields or columns");
  }

  @Test
  void rowsBesidesAreOfAnyNumber() throws IOException {
    String rows = "[[" + "1],[".repeat(2_200_000) + "1]]";
    JsonTable table =
        read("{\"columns\":[\"a\"],\"data\":" + rows + ",\"more\":" + rows + "}", UTF_8);
    assertThat(table.total()).isEqualTo(2_200_001);
  }

  @Test
  void aRowOutOfAllProportionIsRefusedInEveryEncoding() {
    String row = "[{\"a\":[" + "1,".repeat(2_100_000) + "1]}]";
    refused(row, UTF_8, "a row of more than 4000000 bytes");
    refused(row, UTF_16LE, "a row of more than 4000000 bytes");
  }

  @Test
  void readingEndsWhenItsTimeIsOver() {
    JsonTable table = new JsonTable(new TableAsked(0, 100, "", false, ""));
    InputStream late = new TimedInput(bytes("[]", UTF_8), "artifact t.json", Duration.ofNanos(-1));
    assertThatThrownBy(() -> table.read(late, "t.json"))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED))
        .hasMessageStartingWith("artifact t.json: not read within");
  }
}
