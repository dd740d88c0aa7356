package io.noria.protocols.http.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Writes OpenTelemetry's {@code ExportTraceServiceRequest}; the numbers are those of its messages'
 * fields.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>
 */
final class OtlpMessage {
  private static final int INTERNAL = 1;
  private static final int SERVER = 2;
  private static final int ERROR = 2;
  private static final int SAMPLED = 1;

  /** That the parent's being elsewhere is known, and that it is. */
  private static final int REMOTE = 0x300;

  private static final int LOCAL = 0x100;

  private OtlpMessage() {}

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  /**
   * The message.
   *
   * @param resource what made the spans
   * @param version of the program
   */
  static byte[] of(List<FinishedSpan> spans, Map<String, String> resource, String version) {
    return bytes(out ->
        message(
            out,
            1,
            resourceSpans -> {
              message(
                  resourceSpans,
                  1,
                  own -> {
                    for (Map.Entry<String, String> each : resource.entrySet()) {
                      attribute(own, 1, each.getKey(), each.getValue());
                    }
                  });
              message(
                  resourceSpans,
                  2,
                  scopeSpans -> {
                    message(
                        scopeSpans,
                        1,
                        scope -> {
                          scope.writeString(1, "io.noria.serving");
                          scope.writeString(2, version);
                        });
                    for (FinishedSpan span : spans) {
                      request(scopeSpans, span);
                      for (FinishedSpan.Part part : span.parts()) {
                        part(scopeSpans, span, part);
                      }
                    }
                  });
            }));
  }

  private static void request(CodedOutputStream out, FinishedSpan span) throws IOException {
    message(
        out,
        2,
        own -> {
          own.writeBytes(1, trace(span));
          own.writeBytes(2, id(span.id()));
          if (!span.state().isEmpty()) {
            own.writeString(3, span.state());
          }
          if (span.parent() != 0) {
            own.writeBytes(4, id(span.parent()));
          }
          own.writeString(5, span.name());
          own.writeEnum(6, SERVER);
          own.writeFixed64(7, span.began());
          own.writeFixed64(8, span.ended());
          for (Map.Entry<String, Object> each : span.attributes().entrySet()) {
            attribute(own, 9, each.getKey(), each.getValue());
          }
          if (span.error()) {
            message(own, 15, status -> status.writeEnum(3, ERROR));
          }
          own.writeFixed32(16, SAMPLED | (span.parent() == 0 ? LOCAL : REMOTE));
        });
  }

  private static void part(CodedOutputStream out, FinishedSpan span, FinishedSpan.Part part)
      throws IOException {
    message(
        out,
        2,
        own -> {
          own.writeBytes(1, trace(span));
          own.writeBytes(2, id(part.id()));
          if (!span.state().isEmpty()) {
            own.writeString(3, span.state());
          }
          own.writeBytes(4, id(span.id()));
          own.writeString(5, part.name());
          own.writeEnum(6, INTERNAL);
          own.writeFixed64(7, part.began());
          own.writeFixed64(8, part.ended());
          own.writeFixed32(16, SAMPLED | LOCAL);
        });
  }

  private static void attribute(CodedOutputStream out, int field, String key, Object value)
      throws IOException {
    message(
        out,
        field,
        pair -> {
          pair.writeString(1, key);
          message(
              pair,
              2,
              any -> {
                if (value instanceof Long number) {
                  any.writeInt64(3, number);
                } else {
                  any.writeString(1, value.toString());
                }
              });
        });
  }

  private static ByteString trace(FinishedSpan span) {
    byte[] id = new byte[16];
    put(id, 0, span.traceHigh());
    put(id, 8, span.traceLow());
    return ByteString.copyFrom(id);
  }

  private static ByteString id(long id) {
    byte[] bytes = new byte[8];
    put(bytes, 0, id);
    return ByteString.copyFrom(bytes);
  }

  private static void put(byte[] bytes, int at, long value) {
    for (int i = 0; i < 8; i++) {
      bytes[at + i] = (byte) (value >>> (56 - 8 * i));
    }
  }

  private static void message(CodedOutputStream out, int field, Fields fields) throws IOException {
    out.writeByteArray(field, bytes(fields));
  }

  private static byte[] bytes(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, 256);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
