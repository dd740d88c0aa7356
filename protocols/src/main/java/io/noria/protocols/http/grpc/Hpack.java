package io.noria.protocols.http.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header blocks of answers (RFC 7541), which never touch the connection's dynamic table: so
 * they can be made beforehand, and go out in one piece with the data between them.
 */
final class Hpack {
  /** The status 200 and the content type, as every answer begins. */
  static final byte[] HEAD = head(null);

  /** The same, of an answer whose messages may be packed. */
  static final byte[] HEAD_GZIP = head("gzip");

  /** The trailers of a call that went well. */
  static final byte[] OK = ok();

  private static final String HEX = "0123456789ABCDEF";
  private static final int MOST_MESSAGE = 2000;

  /** Places in the static table: {@code :status: 200}, and the name of the content type. */
  private static final int STATUS_200 = 0x88;

  private static final int CONTENT_TYPE = 31;

  private Hpack() {}

  private static byte[] head(@Nullable String encoding) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    begin(out, "application/grpc");
    if (encoding != null) {
      literal(out, "grpc-encoding", encoding);
    }
    return out.toByteArray();
  }

  private static byte[] ok() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(32);
    literal(out, "grpc-status", "0");
    return out.toByteArray();
  }

  /** Trailers of a call that did not go well; with the head before them when none was sent. */
  static byte[] failure(GrpcStatus status, String message, boolean withHead) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    if (withHead) {
      begin(out, "application/grpc");
    }
    literal(out, "grpc-status", Integer.toString(status.number()));
    literal(out, "grpc-message", escaped(message));
    if (status == GrpcStatus.UNIMPLEMENTED) {
      literal(out, "grpc-accept-encoding", "identity,deflate,gzip");
    }
    return out.toByteArray();
  }

  /** The head of an answer to what is not gRPC. */
  static byte[] notGrpc() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    // The name at place 8 of the static table, and a value of its own.
    out.write(0x08);
    text(out, "415");
    out.write(0x0f);
    out.write(CONTENT_TYPE - 0x0f);
    text(out, "text/plain; charset=utf-8");
    return out.toByteArray();
  }

  private static void begin(ByteArrayOutputStream out, String contentType) {
    out.write(STATUS_200);
    out.write(0x0f);
    out.write(CONTENT_TYPE - 0x0f);
    text(out, contentType);
  }

  /** Without indexing, the name as it is. */
  private static void literal(ByteArrayOutputStream out, String name, String value) {
    out.write(0x00);
    text(out, name);
    text(out, value);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int length = bytes.length;
    if (length < 0x7f) {
      out.write(length);
    } else {
      out.write(0x7f);
      length -= 0x7f;
      while (length >= 0x80) {
        out.write(length & 0x7f | 0x80);
        length >>>= 7;
      }
      out.write(length);
    }
    out.writeBytes(bytes);
  }

  /** As {@code grpc-message} wants it: percent signs and all that is not plain ASCII escaped. */
  static String escaped(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(bytes.length + 16);
    for (int i = 0; i < bytes.length && out.length() < MOST_MESSAGE; i++) {
      byte b = bytes[i];
      if (b >= 0x20 && b < 0x7f && b != '%') {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return out.toString();
  }
}
