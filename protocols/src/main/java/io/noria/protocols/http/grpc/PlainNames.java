package io.noria.protocols.http.grpc;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Reads a connection's frames, and names pseudo headers by their place in the static table where
 * the caller spelled them out. Both are right (RFC 7541, 6.2), the library that most clients of
 * gRPC are built on does the latter, and Helidon takes only the former. The header's meaning, and
 * what the dynamic table makes of it, stays the same.
 */
final class PlainNames implements Supplier<byte[]> {
  private static final int PREFACE = 24;
  private static final int FRAME = 9;
  private static final int HEADERS = 1;
  private static final int PADDED = 0x8;
  private static final int PRIORITY = 0x20;

  /** Larger ones are refused when their header is seen. */
  private static final int MOST_FRAME = 16 << 10;

  private final DataReader in;
  private boolean begun;

  private PlainNames(DataReader in) {
    this.in = in;
  }

  /** The same connection, from its preface on. */
  static DataReader of(DataReader in) {
    return DataReader.create(new PlainNames(in));
  }

  @Override
  @SuppressWarnings("NullAway") // The end, as the reader wants it told.
  public byte[] get() {
    try {
      if (!begun) {
        begun = true;
        return in.readBuffer(PREFACE).readBytes();
      }
      return frame();
    } catch (DataReader.InsufficientDataAvailableException e) {
      return null;
    }
  }

  private byte[] frame() {
    byte[] head = in.readBuffer(FRAME).readBytes();
    int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
    if (length == 0 || length > MOST_FRAME) {
      return head;
    }
    BufferData payload = in.readBuffer(length);
    byte[] whole = new byte[FRAME + length];
    System.arraycopy(head, 0, whole, 0, FRAME);
    payload.read(whole, FRAME, length);
    return head[3] == HEADERS ? renamed(whole) : whole;
  }

  /** The frame with its names by place; as it was when that cannot be read here. */
  static byte[] renamed(byte[] frame) {
    if (frame.length == FRAME) {
      return frame;
    }
    byte[] out = new byte[frame.length];
    int flags = frame[4];
    int at = FRAME + ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? 5 : 0);
    int end = frame.length - ((flags & PADDED) != 0 ? frame[FRAME] & 0xff : 0);
    if (at > end) {
      return frame;
    }
    System.arraycopy(frame, 0, out, 0, at);
    int to = at;
    while (at < end) {
      int place = place(frame, at, end);
      int next =
          place > 0 ? value(frame, at + 2 + (frame[at + 1] & 0x7f), end) : next(frame, at, end);
      if (next < 0) {
        return frame;
      }
      int from = at;
      if (place > 0) {
        out[to++] = (byte) (frame[at] | place);
        from = at + 2 + (frame[at + 1] & 0x7f);
      }
      System.arraycopy(frame, from, out, to, next - from);
      to += next - from;
      at = next;
    }
    System.arraycopy(frame, end, out, to, frame.length - end);
    to += frame.length - end;
    if (to == frame.length) {
      return frame;
    }
    int length = to - FRAME;
    out[0] = (byte) (length >>> 16);
    out[1] = (byte) (length >>> 8);
    out[2] = (byte) length;
    return java.util.Arrays.copyOf(out, to);
  }

  /** The place of the pseudo header that is spelled out here; 0 when there is none. */
  private static int place(byte[] block, int at, int end) {
    int kind = block[at] & 0xff;
    if (kind != 0x40 && kind != 0x10 && kind != 0x00) {
      return 0;
    }
    int length = at + 1 < end ? block[at + 1] & 0xff : 0;
    if (length < 5 || length > 10 || at + 2 + length > end || block[at + 2] != ':') {
      return 0;
    }
    return switch (new String(block, at + 2, length, StandardCharsets.ISO_8859_1)) {
      case ":authority" -> 1;
      case ":method" -> 2;
      case ":path" -> 4;
      case ":scheme" -> 6;
      default -> 0;
    };
  }

  /** Where the header after this one begins; negative when it is not right. */
  private static int next(byte[] block, int at, int end) {
    int kind = block[at] & 0xff;
    if (kind >= 0x80) {
      return number(block, at, end, 0x7f);
    }
    if (kind >= 0x20 && kind < 0x40) {
      return number(block, at, end, 0x1f);
    }
    int mask = kind >= 0x40 ? 0x3f : 0x0f;
    int after = number(block, at, end, mask);
    if ((kind & mask) == 0) {
      after = value(block, after, end);
    }
    return value(block, after, end);
  }

  /** Where the text that begins here ends. */
  private static int value(byte[] block, int at, int end) {
    if (at < 0 || at >= end) {
      return -1;
    }
    int length = block[at] & 0x7f;
    int after = at + 1;
    if (length == 0x7f) {
      int shift = 0;
      int next;
      do {
        if (after >= end || shift > 14) {
          return -1;
        }
        next = block[after++];
        length += (next & 0x7f) << shift;
        shift += 7;
      } while ((next & 0x80) != 0);
    }
    return length > end - after ? -1 : after + length;
  }

  /** Where the number that begins here ends. */
  private static int number(byte[] block, int at, int end, int mask) {
    int after = at + 1;
    if ((block[at] & mask) == mask) {
      while (after < end && (block[after] & 0x80) != 0) {
        after++;
      }
      after++;
    }
    return after > end ? -1 : after;
  }

  /** A connection that is read in this way. */
  record Context(io.helidon.webserver.ConnectionContext of, DataReader dataReader)
      implements io.helidon.webserver.ConnectionContext {
    @Override
    public io.helidon.webserver.ListenerContext listenerContext() {
      return of.listenerContext();
    }

    @Override
    public java.util.concurrent.ExecutorService executor() {
      return of.executor();
    }

    @Override
    public io.helidon.common.buffers.DataWriter dataWriter() {
      return of.dataWriter();
    }

    @Override
    public io.helidon.webserver.Router router() {
      return of.router();
    }

    @Override
    public io.helidon.common.socket.PeerInfo remotePeer() {
      return of.remotePeer();
    }

    @Override
    public io.helidon.common.socket.PeerInfo localPeer() {
      return of.localPeer();
    }

    @Override
    public boolean isSecure() {
      return of.isSecure();
    }

    @Override
    public String socketId() {
      return of.socketId();
    }

    @Override
    public String childSocketId() {
      return of.childSocketId();
    }
  }
}
