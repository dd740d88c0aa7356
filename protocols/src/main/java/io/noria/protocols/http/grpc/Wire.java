package io.noria.protocols.http.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2Flag;
import io.helidon.http.http2.Http2FrameData;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.StreamFlowControl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one stream. An answer that fits into what the caller will take now goes out whole,
 * head, message and trailers in one write; others are cut as the caller's windows want. One thread
 * writes at a time.
 */
final class Wire {
  private static final int FRAME = Http2FrameHeader.LENGTH;
  private static final int PREFIX = 5;
  private static final int END_STREAM = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int TYPE_DATA = 0;
  private static final int TYPE_HEADERS = 1;
  private static final int WORTH_PACKING = 1024;

  /** So much must be taken within the caller's patience, however large the message is. */
  private static final int PART = 64 << 10;

  private final Http2StreamWriter writer;
  private final StreamFlowControl flow;
  private final int streamId;
  private final boolean pack;
  private final byte[] resize;
  private boolean begun;

  /** When the write under way began; 0 while there is none. Read by the watch. */
  private volatile long writingSince;

  private volatile int writing;

  /**
   * Of a stream.
   *
   * @param pack whether large messages go out compressed by gzip
   * @param smallTable whether the caller's decoder remembers less than is usual; it is then told
   *     that nothing will have to be remembered
   */
  Wire(
      Http2StreamWriter writer,
      StreamFlowControl flow,
      int streamId,
      boolean pack,
      boolean smallTable) {
    this.writer = writer;
    this.flow = flow;
    this.streamId = streamId;
    this.pack = pack;
    this.resize = smallTable ? new byte[] {0x20} : new byte[0];
  }

  /** Whether anything was sent. */
  boolean begun() {
    return begun;
  }

  /** When the write under way began, of {@link System#nanoTime}; 0 while there is none. */
  long writingSince() {
    return writingSince;
  }

  /** Bytes of the write under way. */
  int writing() {
    return writing;
  }

  /** A message; {@code last} says that it is the only one, or the last, and all went well. */
  void message(MessageLite message, boolean last) {
    byte[] packed = pack ? packed(message) : null;
    int size = packed == null ? message.getSerializedSize() : packed.length;
    int length = PREFIX + size;
    byte[] head = begun ? new byte[0] : head();
    boolean whole = reserved(length);
    int before = head.length == 0 ? 0 : FRAME + head.length;
    int after = last && whole ? FRAME + Hpack.OK.length : 0;
    byte[] out = new byte[before + FRAME + length + after];
    if (before > 0) {
      frame(out, 0, head.length, TYPE_HEADERS, END_HEADERS);
      System.arraycopy(head, 0, out, FRAME, head.length);
    }
    frame(out, before, length, TYPE_DATA, 0);
    int at = before + FRAME;
    out[at] = (byte) (packed == null ? 0 : 1);
    out[at + 1] = (byte) (size >>> 24);
    out[at + 2] = (byte) (size >>> 16);
    out[at + 3] = (byte) (size >>> 8);
    out[at + 4] = (byte) size;
    put(message, packed, out, at + PREFIX, size);
    begun = true;
    if (after > 0) {
      trailers(out, at + length, Hpack.OK);
    }
    if (whole) {
      raw(out, 0);
    } else {
      cut(out, before, length);
      if (last) {
        ok();
      }
    }
  }

  /**
   * Whether the caller will take so much at once, which then counts as sent: the connection's
   * window is shared by its calls, and no two may think the same room theirs.
   */
  private boolean reserved(int length) {
    synchronized (writer) {
      boolean fits =
          length
              <= Math.min(flow.outbound().maxFrameSize(), flow.outbound().getRemainingWindowSize());
      if (fits) {
        flow.outbound().decrementWindowSize(length);
      }
      return fits;
    }
  }

  private static void put(
      MessageLite message, byte @Nullable [] packed, byte[] out, int at, int size) {
    if (packed != null) {
      System.arraycopy(packed, 0, out, at, size);
      return;
    }
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(out, at, size);
      message.writeTo(coded);
      coded.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The call went well and has no more messages. */
  void ok() {
    byte[] head = begun ? new byte[0] : head();
    int before = head.length == 0 ? 0 : FRAME + head.length;
    byte[] out = new byte[before + FRAME + Hpack.OK.length];
    if (before > 0) {
      frame(out, 0, head.length, TYPE_HEADERS, END_HEADERS);
      System.arraycopy(head, 0, out, FRAME, head.length);
    }
    trailers(out, before, Hpack.OK);
    begun = true;
    raw(out, 0);
  }

  /** The call did not go well. */
  void failed(GrpcStatus status, String message) {
    byte[] block = Hpack.failure(status, message, !begun);
    byte[] start = begun ? new byte[0] : resize;
    byte[] out = new byte[FRAME + start.length + block.length];
    frame(out, 0, start.length + block.length, TYPE_HEADERS, END_HEADERS | END_STREAM);
    System.arraycopy(start, 0, out, FRAME, start.length);
    System.arraycopy(block, 0, out, FRAME + start.length, block.length);
    begun = true;
    raw(out, 0);
  }

  /** An answer to what is not gRPC. */
  void notGrpc(byte[] words) {
    byte[] block = Hpack.notGrpc();
    int length = resize.length + block.length;
    byte[] out = new byte[FRAME + length + FRAME + words.length];
    frame(out, 0, length, TYPE_HEADERS, END_HEADERS);
    System.arraycopy(resize, 0, out, FRAME, resize.length);
    System.arraycopy(block, 0, out, FRAME + resize.length, block.length);
    frame(out, FRAME + length, words.length, TYPE_DATA, END_STREAM);
    System.arraycopy(words, 0, out, FRAME + length + FRAME, words.length);
    begun = true;
    raw(out, 0);
  }

  private byte[] head() {
    byte[] head = pack ? Hpack.HEAD_GZIP : Hpack.HEAD;
    if (resize.length == 0) {
      return head;
    }
    byte[] both = new byte[resize.length + head.length];
    System.arraycopy(resize, 0, both, 0, resize.length);
    System.arraycopy(head, 0, both, resize.length, head.length);
    return both;
  }

  private byte @Nullable [] packed(MessageLite message) {
    int size = message.getSerializedSize();
    if (size < WORTH_PACKING) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(size / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      message.writeTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void trailers(byte[] out, int at, byte[] block) {
    frame(out, at, block.length, TYPE_HEADERS, END_HEADERS | END_STREAM);
    System.arraycopy(block, 0, out, at + FRAME, block.length);
  }

  private void frame(byte[] out, int at, int length, int type, int flags) {
    out[at] = (byte) (length >>> 16);
    out[at + 1] = (byte) (length >>> 8);
    out[at + 2] = (byte) length;
    out[at + 3] = (byte) type;
    out[at + 4] = (byte) flags;
    out[at + 5] = (byte) (streamId >>> 24);
    out[at + 6] = (byte) (streamId >>> 16);
    out[at + 7] = (byte) (streamId >>> 8);
    out[at + 8] = (byte) streamId;
  }

  /** Sends frames as they lie there. What follows the first goes out with it, under its lock. */
  private void raw(byte[] frames, int at) {
    int length = (frames[at] & 0xff) << 16 | (frames[at + 1] & 0xff) << 8 | frames[at + 2] & 0xff;
    Http2FrameHeader header =
        frames[at + 3] == TYPE_DATA
            ? Http2FrameHeader.create(
                length, Http2FrameTypes.DATA, Http2Flag.DataFlags.create(frames[at + 4]), streamId)
            : Http2FrameHeader.create(
                length,
                Http2FrameTypes.HEADERS,
                Http2Flag.HeaderFlags.create(frames[at + 4]),
                streamId);
    BufferData rest = BufferData.create(frames, at + FRAME, frames.length - at - FRAME);
    watched(frames.length, () -> writer.write(new Http2FrameData(header, rest)));
  }

  /** Sends the head that lies before, if any, and the message as the windows let it. */
  private void cut(byte[] out, int before, int length) {
    if (before > 0) {
      byte[] head = new byte[before];
      System.arraycopy(out, 0, head, 0, before);
      raw(head, 0);
    }
    for (int at = 0; at < length; at += PART) {
      int part = Math.min(PART, length - at);
      Http2FrameHeader header =
          Http2FrameHeader.create(
              part, Http2FrameTypes.DATA, Http2Flag.DataFlags.create(0), streamId);
      BufferData data = BufferData.create(out, before + FRAME + at, part);
      watched(part, () -> writer.writeData(new Http2FrameData(header, data), flow.outbound()));
    }
  }

  private void watched(int bytes, Runnable write) {
    writing = bytes;
    writingSince = System.nanoTime() | 1;
    try {
      write.run();
    } finally {
      writingSince = 0;
    }
  }

  /** Whether it failed because nobody is there any more. */
  static boolean gone(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof io.helidon.common.socket.SocketWriterException
        || failure instanceof io.helidon.webserver.CloseConnectionException
        || failure instanceof io.helidon.webserver.ServerConnectionException;
  }
}
