package io.noria.serving.python;

import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes frames through one buffer that it keeps. Not thread-safe. */
final class FrameWriter {
  private static final int ROOM = 64 << 10;
  private static final byte[] ZEROS = new byte[Frames.ALIGNMENT];

  private final WritableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  FrameWriter(WritableByteChannel channel) {
    this.channel = channel;
  }

  /** How long a frame of these is. */
  static long length(List<Frames.Part> parts) {
    long data = 0;
    for (Frames.Part part : parts) {
      data = Frames.up(data, Frames.ALIGNMENT) + part.size();
    }
    return Frames.up(Frames.HEADER + descriptors(parts), Frames.ALIGNMENT) + data;
  }

  void write(byte type, long request, long waitMillis, List<Frames.Part> parts) throws IOException {
    long[] sizes = new long[parts.size()];
    long data = 0;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = parts.get(i).size();
      data = Frames.up(data, Frames.ALIGNMENT) + sizes[i];
    }
    int descriptors = descriptors(parts);
    buffer.clear();
    written = 0;
    buffer
        .putInt(Frames.MAGIC)
        .put(Frames.VERSION)
        .put(type)
        .putShort((short) parts.size())
        .putLong(request)
        .putLong(waitMillis)
        .putInt(descriptors)
        .putInt((int) data);
    long offset = 0;
    for (int i = 0; i < sizes.length; i++) {
      offset = Frames.up(offset, Frames.ALIGNMENT);
      describe(parts.get(i), offset, sizes[i]);
      offset += sizes[i];
    }
    align(Frames.ALIGNMENT);
    for (int i = 0; i < sizes.length; i++) {
      align(Frames.ALIGNMENT);
      put(parts.get(i));
    }
    flush();
  }

  private static int descriptors(List<Frames.Part> parts) {
    int length = 0;
    for (Frames.Part part : parts) {
      length += descriptor(part);
    }
    return length;
  }

  private static int descriptor(Frames.Part part) {
    int name = part.name().getBytes(StandardCharsets.UTF_8).length;
    return (int) Frames.up(Frames.DESCRIPTOR + 8L * part.shape().length + name, 8);
  }

  private void describe(Frames.Part part, long offset, long size) throws IOException {
    byte[] name = part.name().getBytes(StandardCharsets.UTF_8);
    room(Frames.DESCRIPTOR);
    buffer
        .put((byte) part.type().ordinal())
        .put((byte) part.shape().length)
        .putShort((short) name.length)
        .putInt(0)
        .putLong(offset)
        .putLong(size);
    for (long dimension : part.shape()) {
      room(8);
      buffer.putLong(dimension);
    }
    put(name);
    align(8);
  }

  private void put(Frames.Part part) throws IOException {
    if (part.type() != DataType.BYTES) {
      for (Tensor piece : part.pieces()) {
        put(piece.data());
      }
      return;
    }
    for (Tensor piece : part.pieces()) {
      for (int i = 0; i < piece.size(); i++) {
        room(4);
        buffer.putInt(piece.missing(i) ? Frames.MISSING : piece.bytes(i).length);
      }
    }
    for (Tensor piece : part.pieces()) {
      for (int i = 0; i < piece.size(); i++) {
        put(piece.bytes(i));
      }
    }
  }

  private void put(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; ) {
      room(1);
      int length = Math.min(buffer.remaining(), bytes.length - from);
      buffer.put(bytes, from, length);
      from += length;
    }
  }

  private void put(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      room(1);
      int length = Math.min(buffer.remaining(), bytes.remaining());
      buffer.put(buffer.position(), bytes, bytes.position(), length);
      buffer.position(buffer.position() + length);
      bytes.position(bytes.position() + length);
    }
  }

  private void align(int to) throws IOException {
    long at = written + buffer.position();
    int gap = (int) (Frames.up(at, to) - at);
    room(gap);
    buffer.put(ZEROS, 0, gap);
  }

  private void room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    written += buffer.limit();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
