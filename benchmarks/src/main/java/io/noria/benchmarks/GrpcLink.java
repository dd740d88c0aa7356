package io.noria.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One HTTP/2 connection with one call of gRPC at a time: just the frames that this takes, so that
 * the client costs next to nothing. A call without a message in its answer counts as failed; the
 * trailers are not unpacked. Not thread-safe.
 */
final class GrpcLink implements Link {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW = 8;
  private static final int FRAME = 1 << 14;
  private static final int OURS = 1 << 30;
  private static final int PREFIX = 5;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final OutputStream out;
  private final byte[] headers;
  private byte[] answer = new byte[1 << 14];
  private int length;
  private int stream = -1;
  private int initialWindow = 65_535;
  private long connectionWindow = 65_535;
  private long streamWindow;
  private long taken;
  private boolean ended;
  private String failure = "";
  private String trailers = "";

  /** Connects; calls go to the path, {@code /package.Service/Method}. */
  GrpcLink(int port, String path) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(300_000);
    socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    out = socket.getOutputStream();
    headers = headers("127.0.0.1:" + port, path);
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    // No table of headers, no pushes, and as large a window as there is.
    ByteBuffer settings = ByteBuffer.allocate(18);
    settings.putShort((short) 1).putInt(0).putShort((short) 2).putInt(0);
    settings.putShort((short) 4).putInt(OURS);
    frame(first, SETTINGS, 0, 0, settings.array(), 0, 18);
    frame(first, WINDOW, 0, 0, ByteBuffer.allocate(4).putInt(OURS).array(), 0, 4);
    out.write(first.toByteArray());
  }

  /** A message with the five bytes before it that gRPC wants. */
  static byte[] request(byte[] message) {
    return ByteBuffer.allocate(PREFIX + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /** Makes one call; 500 when it was answered without a message. */
  @Override
  public int send(byte[] request) throws IOException {
    stream += 2;
    streamWindow = initialWindow;
    length = 0;
    ended = false;
    failure = "";
    trailers = "";
    ByteArrayOutputStream frames = new ByteArrayOutputStream(request.length + 256);
    frame(frames, HEADERS, 4, stream, headers, 0, headers.length);
    int sent = 0;
    while (sent < request.length && !ended) {
      int next = (int) Math.min(Math.min(FRAME, request.length - sent), window());
      if (next <= 0) {
        flush(frames);
        read();
        continue;
      }
      boolean last = sent + next == request.length;
      frame(frames, DATA, last ? 1 : 0, stream, request, sent, next);
      sent += next;
      connectionWindow -= next;
      streamWindow -= next;
    }
    flush(frames);
    while (!ended) {
      read();
    }
    return failure.isEmpty() && length >= PREFIX ? 200 : 500;
  }

  private void flush(ByteArrayOutputStream frames) throws IOException {
    frames.writeTo(out);
    frames.reset();
  }

  private long window() {
    return Math.min(connectionWindow, streamWindow);
  }

  private void read() throws IOException {
    int size = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int of = in.readInt() & 0x7fffffff;
    boolean mine = of == stream;
    switch (type) {
      case DATA -> data(size, (flags & 8) != 0);
      case SETTINGS -> settings(size, (flags & 1) != 0);
      case PING -> {
        byte[] sent = in.readNBytes(size);
        if ((flags & 1) == 0) {
          answer(PING, 1, sent);
        }
      }
      case WINDOW -> {
        int more = in.readInt();
        if (of == 0) {
          connectionWindow += more;
        } else if (mine) {
          streamWindow += more;
        }
      }
      case RESET -> {
        failure = mine ? "reset with code " + in.readInt() : skipped(size);
        ended |= mine;
      }
      case GOAWAY ->
          throw new IOException(
              "the server left: " + new String(in.readNBytes(size), StandardCharsets.US_ASCII));
      case HEADERS ->
          trailers =
              new String(in.readNBytes(size), StandardCharsets.US_ASCII).replaceAll("[^ -~]+", " ");
      default -> in.skipNBytes(size);
    }
    if (mine && (type == DATA || type == HEADERS) && (flags & 1) != 0) {
      ended = true;
    }
  }

  private String skipped(int size) throws IOException {
    in.skipNBytes(size);
    return failure;
  }

  private void data(int size, boolean padded) throws IOException {
    int padding = padded ? in.readUnsignedByte() : 0;
    int content = size - padding - (padded ? 1 : 0);
    if (answer.length < length + content) {
      answer = Arrays.copyOf(answer, Math.max(answer.length * 2, length + content));
    }
    in.readFully(answer, length, content);
    in.skipNBytes(padding);
    length += content;
    taken += size;
    if (taken > OURS / 2) {
      answer(WINDOW, 0, ByteBuffer.allocate(4).putInt((int) taken).array());
      taken = 0;
    }
  }

  private void settings(int size, boolean acknowledged) throws IOException {
    ByteBuffer settings = ByteBuffer.wrap(in.readNBytes(size));
    while (settings.remaining() >= 6) {
      int name = settings.getShort();
      int value = settings.getInt();
      if (name == 4) {
        streamWindow += value - initialWindow;
        initialWindow = value;
      }
    }
    if (!acknowledged) {
      answer(SETTINGS, 1, new byte[0]);
    }
  }

  /** A frame of the connection itself. */
  private void answer(int type, int flags, byte[] content) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame(frame, type, flags, 0, content, 0, content.length);
    frame.writeTo(out);
  }

  private static void frame(
      ByteArrayOutputStream to,
      int type,
      int flags,
      int stream,
      byte[] content,
      int from,
      int size) {
    ByteBuffer head = ByteBuffer.allocate(9);
    head.put((byte) (size >> 16)).putShort((short) size).put((byte) type).put((byte) flags);
    to.writeBytes(head.putInt(stream).array());
    to.write(content, from, size);
  }

  /** The block of headers, each written out; none enters a table. */
  private static byte[] headers(String authority, String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // POST
    block.write(0x86); // http
    block.write(0x04);
    text(block, path);
    block.write(0x01);
    text(block, authority);
    block.write(0x0f); // content-type, the 31st name
    block.write(31 - 15);
    text(block, "application/grpc");
    block.write(0);
    text(block, "te");
    text(block, "trailers");
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length > 126) {
      throw new IllegalArgumentException(text + " (expected: at most 126 characters)");
    }
    block.write(bytes.length);
    block.writeBytes(bytes);
  }

  @Override
  public String body() {
    return failure.isEmpty() && length < PREFIX ? "no message, but " + trailers : failure;
  }

  /** The answer's message. */
  @Override
  public byte[] content() {
    return Arrays.copyOfRange(answer, PREFIX, Math.max(PREFIX, length));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
