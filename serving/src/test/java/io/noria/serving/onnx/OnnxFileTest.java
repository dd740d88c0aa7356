package io.noria.serving.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Files that other readers of protocol buffers would read otherwise. */
class OnnxFileTest {
  private static final byte[] EXTERNAL = {14 << 3, 1};

  private static byte[] field(int field, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    varint(out, field << 3 | 2);
    varint(out, content.size());
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left > 0x7f) {
      out.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  private static byte[] text(int field, String text) {
    return field(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A model with one initializer whose elements lie elsewhere. */
  private static byte[] model(byte[] dataLocation, String location) {
    byte[] where = field(13, text(1, "location"), text(2, location));
    return field(7, field(5, where, dataLocation));
  }

  private static OnnxFile look(byte[] model) {
    return OnnxFile.look("m/1", model);
  }

  @Test
  void theFilesBesideItAreThoseThatTheInitializersName() {
    assertThat(look(model(EXTERNAL, "a/w.bin")).beside()).containsOnlyKeys("a/w.bin");
    assertThat(look(model(new byte[] {14 << 3, 0}, "a/w.bin")).beside()).isEmpty();
  }

  @Test
  void aFieldsNumberOfMoreThan32BitsIsRefused() {
    byte[] overlong = {(byte) 0xf0, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10, 1};
    assertThatThrownBy(() -> look(model(overlong, "../w.bin")))
        .isInstanceOf(NoriaException.class)
        .hasMessage("model m/1: a field's number is out of bounds (expected: an ONNX file)");
  }

  @Test
  void ofWhereTheElementsLieTheLow32BitsCount() {
    byte[] wide = {14 << 3, (byte) 0x81, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10};
    assertThat(look(model(wide, "w.bin")).beside()).containsOnlyKeys("w.bin");
    assertThatThrownBy(() -> look(model(wide, "../w.bin")))
        .hasMessageContaining("(expected: a path below the model's own folder)");
  }

  @Test
  void anAddressInMemoryAndAPathTooLongToBeSeenWholeAreRefused() {
    assertThatThrownBy(() -> look(model(EXTERNAL, "*/_ORT_MEM_ADDR_/*")))
        .hasMessage(
            "model m/1: weights in the file '*/_ORT_MEM_ADDR_/*' (expected: a path below the"
                + " model's own folder)");
    assertThatThrownBy(() -> look(model(EXTERNAL, "a/".repeat(500) + "../../x")))
        .hasMessage(
            "model m/1: weights in another file, told in 1007 bytes (expected: at most 1000)");
  }

  @Test
  void whatAFunctionsAttributesAreByDefaultLiesWithin() {
    byte[] tensor = field(5, field(13, text(1, "location"), text(2, "w.bin")), EXTERNAL);
    byte[] function = field(25, field(11, tensor));
    byte[] both = new byte[function.length + 2];
    System.arraycopy(function, 0, both, 0, function.length);
    both[function.length] = 7 << 3 | 2;
    assertThatThrownBy(() -> look(both))
        .hasMessageContaining("a constant of a node lies in another file");
  }
}
