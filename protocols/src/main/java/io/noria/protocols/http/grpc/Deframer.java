package io.noria.protocols.http.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.helidon.common.buffers.BufferData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Puts messages together from the frames of a stream: one byte says whether it is compressed, four
 * how long it is. Memory is taken as bytes come, not as they are announced. Used by one thread.
 */
final class Deframer {
  private static final int PREFIX = 5;
  private static final int FIRST = 64 << 10;

  private final int most;
  private final String encoding;
  private final byte[] prefix = new byte[PREFIX];
  private int prefixRead;
  private byte[] message = new byte[0];
  private int read;
  private int length;

  /**
   * For one stream.
   *
   * @param most bytes of a message, packed and unpacked
   * @param encoding of messages that are compressed: identity, gzip or deflate
   */
  Deframer(int most, String encoding) {
    this.most = most;
    this.encoding = encoding;
  }

  /** Whether a message has begun and is not there yet. */
  boolean partial() {
    return prefixRead > 0;
  }

  /**
   * Takes what came.
   *
   * @param whole is given each message that is there, unpacked
   * @throws GrpcFailure when a message is too large, or not packed as it should be
   */
  void take(BufferData data, Consumer<byte[]> whole) {
    while (data.available() > 0 || (prefixRead == PREFIX && read == length)) {
      if (prefixRead < PREFIX) {
        prefixRead +=
            data.read(prefix, prefixRead, Math.min(PREFIX - prefixRead, data.available()));
        if (prefixRead == PREFIX) {
          begin(data.available());
        }
        continue;
      }
      int now = Math.min(length - read, data.available());
      if (read + now > message.length) {
        message = Arrays.copyOf(message, (int) Math.min(length, Math.max(read + now, read * 2L)));
      }
      if (now > 0) {
        read += data.read(message, read, now);
      }
      if (read == length) {
        byte[] complete = message;
        boolean packed = prefix[0] == 1;
        prefixRead = 0;
        message = new byte[0];
        whole.accept(packed ? unpacked(complete) : complete);
      }
    }
  }

  private void begin(int available) {
    long announced =
        (prefix[1] & 0xffL) << 24
            | (prefix[2] & 0xff) << 16
            | (prefix[3] & 0xff) << 8
            | prefix[4] & 0xff;
    if (prefix[0] != 0 && (prefix[0] != 1 || encoding.equals("identity"))) {
      throw new GrpcFailure(
          GrpcStatus.INTERNAL, "a message is compressed, and grpc-encoding does not say how");
    }
    if (announced > most) {
      throw tooLarge(announced + " bytes");
    }
    length = (int) announced;
    read = 0;
    message = new byte[Math.min(length, Math.max(FIRST, available))];
  }

  private GrpcFailure tooLarge(String came) {
    return new GrpcFailure(
        GrpcStatus.RESOURCE_EXHAUSTED,
        "message: " + came + " (expected: at most " + most + " bytes)");
  }

  private byte[] unpacked(byte[] packed) {
    try (InputStream in = unpacking(new ByteArrayInputStream(packed))) {
      byte[] all = in.readNBytes(most);
      if (all.length == most && in.read() >= 0) {
        throw tooLarge("more unpacked");
      }
      return all;
    } catch (IOException e) {
      throw new GrpcFailure(GrpcStatus.INTERNAL, "a message is not compressed as " + encoding);
    }
  }

  private InputStream unpacking(InputStream packed) throws IOException {
    return encoding.equals("gzip")
        ? new GZIPInputStream(packed, 8192)
        : new InflaterInputStream(packed);
  }

  /** What the bytes say. */
  static <Q extends MessageLite> Q parsed(Parser<Q> parser, byte[] message) {
    try {
      ByteString whole = UnsafeByteOperations.unsafeWrap(message);
      CodedInputStream in = whole.newCodedInput();
      // Bytes of the message stay where they are: it is ours alone.
      in.enableAliasing(true);
      Q parsed = parser.parseFrom(in);
      in.checkLastTagWas(0);
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new GrpcFailure(
          GrpcStatus.INVALID_ARGUMENT, "message: not as its definition says: " + e.getMessage());
    }
  }
}
