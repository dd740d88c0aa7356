package io.noria.protocols.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainNamesTest {
  private static final int HEADERS = 1;

  private static byte[] frame(int flags, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.writeBytes(new byte[] {0, (byte) (length >> 8), (byte) length, HEADERS, (byte) flags});
    out.writeBytes(new byte[] {0, 0, 0, 7});
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] spelled(int kind, String name, String value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(kind);
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    out.write(value.length());
    out.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  @Test
  void namesThatAreSpelledOutAreNamedByTheirPlace() {
    byte[] came =
        frame(
            4,
            hex("86 83"),
            spelled(0x40, ":path", "/a.B/C"),
            spelled(0x00, ":authority", "h:1"),
            spelled(0x40, "te", "trailers"),
            spelled(0x10, ":method", "POST"));
    byte[] expected =
        frame(
            4,
            hex("86 83"),
            hex("44 06 2f 61 2e 42 2f 43"),
            hex("01 03 68 3a 31"),
            spelled(0x40, "te", "trailers"),
            hex("12 04 50 4f 53 54"));
    assertThat(PlainNames.renamed(came)).isEqualTo(expected);
  }

  @Test
  void paddingAndPriorityStayWhereTheyAre() {
    byte[] came =
        frame(4 | 8 | 32, hex("02 00000000 10"), spelled(0x40, ":path", "/"), hex("00 00"));
    byte[] expected = frame(4 | 8 | 32, hex("02 00000000 10"), hex("44 01 2f"), hex("00 00"));
    assertThat(PlainNames.renamed(came)).isEqualTo(expected);
  }

  @Test
  void whatIsNamedByPlaceOrHasALongValueStaysAsItIs() {
    byte[] same =
        frame(4, hex("3f e1 1f"), hex("44 01 2f"), hex("0f 10 7f 01"), new byte[128], hex("be"));
    assertThat(PlainNames.renamed(same)).isEqualTo(same);
  }

  @Test
  void nonsenseIsLeftToTheDecoder() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] block = new byte[random.nextInt(24)];
      random.nextBytes(block);
      byte[] came = frame(random.nextInt(64), block);
      byte[] out = PlainNames.renamed(came);
      assertThat(out.length).isLessThanOrEqualTo(came.length);
      int length = (out[1] & 0xff) << 8 | out[2] & 0xff;
      assertThat(length).isEqualTo(out.length - 9);
    }
  }
}
