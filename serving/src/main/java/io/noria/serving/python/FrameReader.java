package io.noria.serving.python;

import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads frames; what it gives lies in memory of its own. Not thread-safe. */
final class FrameReader {
  private static final int ROOM = 64 << 10;
  private static final DataType[] TYPES = DataType.values();

  private final ReadableByteChannel channel;
  private final long most;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.LITTLE_ENDIAN);

  /** Frames of so many bytes at most. */
  FrameReader(ReadableByteChannel channel, long most) {
    this.channel = channel;
    this.most = most;
    buffer.flip();
  }

  /**
   * Waits for the next.
   *
   * @throws EOFException when the worker has gone
   * @throws IOException for what is no frame, or a longer one
   */
  Frames.Frame read() throws IOException {
    fill(Frames.HEADER);
    int magic = buffer.getInt();
    byte version = buffer.get();
    byte type = buffer.get();
    int count = buffer.getShort() & 0xffff;
    long request = buffer.getLong();
    buffer.getLong();
    long descriptors = buffer.getInt() & 0xffff_ffffL;
    long data = buffer.getInt() & 0xffff_ffffL;
    if (magic != Frames.MAGIC || version != Frames.VERSION) {
      throw new IOException("it sent what is no frame of version " + Frames.VERSION);
    }
    long start = Frames.up(Frames.HEADER + descriptors, Frames.ALIGNMENT);
    if (start + data > most || start + data > Integer.MAX_VALUE - 64) {
      throw new IOException(
          "it answered %d bytes (expected: at most %d)".formatted(start + data, most));
    }
    ByteBuffer rest =
        ByteBuffer.allocate((int) (start + data) - Frames.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    take(rest);
    return new Frames.Frame(
        type, request, tensors(rest, count, (int) descriptors, (int) start - Frames.HEADER));
  }

  private void fill(int bytes) throws IOException {
    if (buffer.remaining() >= bytes) {
      return;
    }
    buffer.compact();
    while (buffer.position() < bytes) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it closed its socket");
      }
    }
    buffer.flip();
  }

  private void take(ByteBuffer into) throws IOException {
    int known = Math.min(buffer.remaining(), into.remaining());
    into.put(0, buffer, buffer.position(), known);
    into.position(known);
    buffer.position(buffer.position() + known);
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw new EOFException("it closed its socket");
      }
    }
    into.flip();
  }

  private static List<Tensor> tensors(ByteBuffer frame, int count, int descriptors, int start)
      throws IOException {
    List<Tensor> tensors = new ArrayList<>(count);
    int at = 0;
    try {
      for (int i = 0; i < count; i++) {
        int code = frame.get(at) & 0xff;
        int rank = frame.get(at + 1) & 0xff;
        int letters = frame.getShort(at + 2) & 0xffff;
        long offset = frame.getLong(at + 8);
        long size = frame.getLong(at + 16);
        long[] shape = new long[rank];
        for (int d = 0; d < rank; d++) {
          shape[d] = frame.getLong(at + Frames.DESCRIPTOR + 8 * d);
        }
        byte[] name = new byte[letters];
        frame.get(at + Frames.DESCRIPTOR + 8 * rank, name);
        at = (int) Frames.up(at + Frames.DESCRIPTOR + 8L * rank + letters, 8);
        if (at > descriptors || code >= TYPES.length) {
          throw new IOException("it sent a broken descriptor");
        }
        ByteBuffer bytes =
            frame
                .slice(Math.toIntExact(start + offset), Math.toIntExact(size))
                .order(ByteOrder.LITTLE_ENDIAN);
        String known = new String(name, StandardCharsets.UTF_8);
        tensors.add(
            TYPES[code] == DataType.BYTES
                ? texts(known, shape, bytes)
                : Tensor.of(known, TYPES[code], shape, bytes));
      }
    } catch (RuntimeException e) {
      throw new IOException("it sent a broken frame: " + e.getMessage(), e);
    }
    return tensors;
  }

  private static Tensor texts(String name, long[] shape, ByteBuffer bytes) {
    byte[] @Nullable [] texts = new byte[Tensor.elements(name, shape)][];
    int at = 4 * texts.length;
    for (int i = 0; i < texts.length; i++) {
      int length = bytes.getInt(4 * i);
      if (length != Frames.MISSING) {
        byte[] text = new byte[length];
        bytes.get(at, text);
        texts[i] = text;
        at += length;
      }
    }
    return Tensor.texts(name, shape, texts);
  }
}
