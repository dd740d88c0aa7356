package io.noria.protocols.tensors.v2;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.noria.protocols.http.Exchange;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are compressed when the caller takes that and they are long. Most clients say that
 * they take it; of a short answer the caller would only wait longer.
 */
final class Packing {
  private static final HeaderName ACCEPT = HeaderNames.ACCEPT_ENCODING;
  private static final int LONG = 16 * 1024;

  private Packing() {}

  static void send(Exchange exchange, String type, byte[] body) {
    String encoding = body.length < LONG ? null : encoding(exchange.header(ACCEPT));
    if (encoding == null) {
      if (type.equals("application/json")) {
        exchange.sendJson(200, body);
      } else {
        exchange.sendBytes(200, type, body);
      }
      return;
    }
    exchange.setHeader("Content-Encoding", encoding);
    exchange.setHeader("Vary", "Accept-Encoding");
    exchange.sendBytes(200, type, encoding.equals("gzip") ? gzip(body) : zlib(body));
  }

  /** The first that is known and not refused. */
  static @Nullable String encoding(@Nullable String accepted) {
    if (accepted == null) {
      return null;
    }
    for (String each : accepted.toLowerCase(Locale.ROOT).split(",", 20)) {
      String[] parts = each.strip().split(";", 2);
      String name = parts[0].strip();
      boolean refused = parts.length > 1 && parts[1].replace(" ", "").matches("q=0(\\.0{0,3})?");
      if (!refused && (name.equals("gzip") || name.equals("deflate"))) {
        return name;
      }
    }
    return null;
  }

  private static byte[] zlib(byte[] body) {
    return deflated(body, false, 0, 0);
  }

  private static byte[] gzip(byte[] body) {
    byte[] packed = deflated(body, true, 10, 8);
    packed[0] = 0x1f;
    packed[1] = (byte) 0x8b;
    packed[2] = Deflater.DEFLATED;
    packed[9] = (byte) 0xff;
    CRC32 crc = new CRC32();
    crc.update(body);
    little(packed, packed.length - 8, crc.getValue());
    little(packed, packed.length - 4, body.length);
    return packed;
  }

  private static void little(byte[] into, int at, long value) {
    for (int i = 0; i < 4; i++) {
      into[at + i] = (byte) (value >>> 8 * i);
    }
  }

  private static byte[] deflated(byte[] body, boolean bare, int before, int behind) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, bare);
    try {
      deflater.setInput(body);
      deflater.finish();
      byte[] packed = new byte[before + behind + Math.max(256, body.length / 2)];
      int length = before;
      while (!deflater.finished()) {
        if (length == packed.length) {
          packed = Arrays.copyOf(packed, packed.length * 2);
        }
        length += deflater.deflate(packed, length, packed.length - length);
      }
      return Arrays.copyOf(packed, length + behind);
    } finally {
      deflater.end();
    }
  }
}
