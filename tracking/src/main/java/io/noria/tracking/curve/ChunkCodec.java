package io.noria.tracking.curve;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.zip.CRC32;

/**
 * Points as bytes, exactly. Version 1, column by column:
 *
 * <pre>
 * u8 1 | varint count | varint bytes of the steps | steps | varint bytes of the times | times
 *      | u8 0: values as 64-bit words, 1: as bits | values | i32 CRC-32 of all before
 * </pre>
 *
 * Steps and times are changes of changes, zigzag varints, a run of zeros as 0 and its length less
 * one: regular steps take a few bytes a chunk. Values follow Pelkonen et al., "Gorilla: a fast,
 * scalable, in-memory time series database" (VLDB 2015): each is XORed with the one before; a zero
 * is the bit 0; else 1, then 0 and the bits within the window of the last, or 1, six bits of
 * leading zeros, six bits of the length less one and the bits. Whichever form is smaller is kept.
 * Thread-safe, without state.
 */
public final class ChunkCodec {
  private static final int VERSION = 1;
  private static final int WORDS = 0;
  private static final int XORED = 1;

  /** No chunk holds more: a larger count is damage, and must not reserve memory. */
  private static final int MOST = 1 << 20;

  private ChunkCodec() {}

  /** The bytes of the points. */
  public static byte[] encode(Points points) {
    int count = points.count();
    BitOutput out = new BitOutput(32 + count * 11);
    out.u8(VERSION);
    out.varint(count);
    if (count > 0) {
      BitOutput column = new BitOutput(count * 2);
      steps(points, column);
      out.varint(column.length());
      out.all(column.buffer(), column.length());
      column = new BitOutput(count * 3);
      times(points, column);
      out.varint(column.length());
      out.all(column.buffer(), column.length());
      values(points, out);
    }
    out.i32(checksum(out.buffer(), out.length()));
    return out.toBytes();
  }

  /**
   * The points of the bytes.
   *
   * @param what names them in the error
   * @throws NoriaException DATA_LOSS when the bytes are not what was written
   */
  public static Points decode(byte[] bytes, String what) {
    BitInput in = open(bytes, what);
    try {
      int count = count(in);
      if (count == 0) {
        return Points.NONE;
      }
      in.varint();
      long[] steps = column(in, count);
      in.varint();
      long[] times = column(in, count);
      return Points.sorted(steps, times, values(in, count));
    } catch (IndexOutOfBoundsException e) {
      throw damaged(what, String.valueOf(e.getMessage()));
    }
  }

  private static BitInput open(byte[] bytes, String what) {
    int end = bytes.length - 4;
    if (end < 2) {
      throw damaged(what, "only " + bytes.length + " bytes");
    }
    int stated = 0;
    for (int i = 0; i < 4; i++) {
      stated = stated << 8 | (bytes[end + i] & 0xff);
    }
    if (stated != checksum(bytes, end)) {
      throw damaged(what, "the checksum differs");
    }
    if (bytes[0] != VERSION) {
      throw damaged(what, "version " + (bytes[0] & 0xff) + " (expected: " + VERSION + ")");
    }
    BitInput in = new BitInput(bytes, end);
    in.u8();
    return in;
  }

  private static int count(BitInput in) {
    long count = in.varint();
    if (count < 0 || count > MOST) {
      throw new IndexOutOfBoundsException(count + " points");
    }
    return (int) count;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static NoriaException damaged(String what, String how) {
    return new NoriaException(ErrorCode.DATA_LOSS, what + " is damaged: " + how);
  }

  // ---- steps and times

  private static void steps(Points points, BitOutput out) {
    Changes changes = new Changes(out, points.step(0));
    for (int i = 1; i < points.count(); i++) {
      changes.add(points.step(i));
    }
    changes.end();
  }

  private static void times(Points points, BitOutput out) {
    Changes changes = new Changes(out, points.time(0));
    for (int i = 1; i < points.count(); i++) {
      changes.add(points.time(i));
    }
    changes.end();
  }

  /** Writes the first number itself, then changes of changes. */
  private static final class Changes {
    private final BitOutput out;
    private long before;
    private long change;
    private long zeros;

    Changes(BitOutput out, long first) {
      this.out = out;
      this.before = first;
      out.signed(first);
    }

    void add(long value) {
      long next = value - before;
      long turn = next - change;
      before = value;
      change = next;
      if (turn == 0) {
        zeros++;
      } else {
        end();
        out.signed(turn);
      }
    }

    void end() {
      if (zeros > 0) {
        out.u8(0);
        out.varint(zeros - 1);
        zeros = 0;
      }
    }
  }

  private static long[] column(BitInput in, int count) {
    long[] values = new long[count];
    long before = in.signed();
    long change = 0;
    values[0] = before;
    int i = 1;
    while (i < count) {
      long turn = in.signed();
      if (turn == 0) {
        long run = in.varint();
        if (run < 0 || run >= count - i) {
          throw new IndexOutOfBoundsException("a run of " + run);
        }
        for (long left = run; left >= 0; left--) {
          before += change;
          values[i++] = before;
        }
      } else {
        change += turn;
        before += change;
        values[i++] = before;
      }
    }
    return values;
  }

  // ---- values

  private static void values(Points points, BitOutput out) {
    int count = points.count();
    BitOutput xored = new BitOutput(count * 9);
    xor(points, xored);
    if (xored.length() < count * 8) {
      out.u8(XORED);
      out.all(xored.buffer(), xored.length());
    } else {
      out.u8(WORDS);
      for (int i = 0; i < count; i++) {
        out.bits(raw(points.bits(i)), 64);
      }
      out.align();
    }
  }

  /**
   * Between the bits of IEEE 754, whose low ones are zero for short fractions, and the sortable.
   */
  private static long raw(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  private static void xor(Points points, BitOutput out) {
    long before = raw(points.bits(0));
    out.bits(before, 64);
    int leading = 64;
    int trailing = 0;
    for (int i = 1; i < points.count(); i++) {
      long value = raw(points.bits(i));
      long xor = value ^ before;
      before = value;
      if (xor == 0) {
        out.bits(0, 1);
        continue;
      }
      int nextLeading = Long.numberOfLeadingZeros(xor);
      int nextTrailing = Long.numberOfTrailingZeros(xor);
      // A window that has become far too wide costs more than a new one.
      if (nextLeading >= leading
          && nextTrailing >= trailing
          && nextLeading - leading + nextTrailing - trailing < 12) {
        out.bits(0b10, 2);
      } else {
        leading = nextLeading;
        trailing = nextTrailing;
        out.bits(0b11, 2);
        out.bits(leading, 6);
        out.bits(63 - leading - trailing, 6);
      }
      out.bits(xor >>> trailing, 64 - leading - trailing);
    }
    out.align();
  }

  private static long[] values(BitInput in, int count) {
    long[] values = new long[count];
    int form = in.u8();
    if (form == WORDS) {
      for (int i = 0; i < count; i++) {
        values[i] = raw(in.i64());
      }
      return values;
    }
    if (form != XORED) {
      throw new IndexOutOfBoundsException("values in form " + form);
    }
    in.xored(values);
    for (int i = 0; i < count; i++) {
      values[i] = raw(values[i]);
    }
    return values;
  }
}
