package io.noria.protocols.http;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import io.helidon.http.encoding.ContentEncodingContext;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Compressed request bodies: gzip and deflate. Answers are not compressed. */
final class Encodings {
  private static final String GZIP = "gzip";
  private static final String DEFLATE = "deflate";
  private static final long FREE_BYTES = 1024 * 1024;
  private static final long MOST_TIMES = 100;

  private Encodings() {}

  /** Lets compressed bodies through as they come: {@link Body} unpacks them within its limits. */
  static ContentEncodingContext context() {
    return ContentEncodingContext.builder()
        .contentEncodingsDiscoverServices(false)
        .addContentEncoding(new AsTheyCome())
        .build();
  }

  /** The body unpacked as its header says. */
  static InputStream unpacked(String encoding, InputStream body) throws IOException {
    Packed packed = new Packed(body);
    return switch (encoding.trim().toLowerCase(Locale.ROOT)) {
      case GZIP, "x-gzip" -> new Unpacked(new GZIPInputStream(packed, 8192), packed);
      case DEFLATE -> new Unpacked(inflated(packed), packed);
      default -> body;
    };
  }

  /** A body as it comes, counted. */
  private static final class Packed extends FilterInputStream {
    private long count;

    Packed(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }

  /** What is in it, as long as that is no bomb. */
  private static final class Unpacked extends FilterInputStream {
    private final Packed packed;
    private long count;

    Unpacked(InputStream in, Packed packed) {
      super(in);
      this.packed = packed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      count += Math.max(0, read);
      if (count > FREE_BYTES && count / MOST_TIMES > packed.count) {
        throw new NoriaException(
            ErrorCode.TOO_LARGE,
            "body: unpacks to more than "
                + MOST_TIMES
                + " times its size (expected: at most that, beyond "
                + FREE_BYTES
                + " bytes)");
      }
      return read;
    }

    @Override
    public long skip(long most) throws IOException {
      byte[] passed = new byte[(int) Math.clamp(most, 0, 8192)];
      return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  /** With zlib's header as RFC 9110 wants it, or without as some clients send it. */
  private static InputStream inflated(InputStream body) throws IOException {
    PushbackInputStream in = new PushbackInputStream(body, 2);
    byte[] head = in.readNBytes(2);
    in.unread(head);
    boolean zlib =
        head.length == 2
            && (head[0] & 0x0f) == 8
            && ((head[0] & 0xff) << 8 | head[1] & 0xff) % 31 == 0;
    if (zlib) {
      return new InflaterInputStream(in);
    }
    Inflater raw = new Inflater(true);
    return new InflaterInputStream(in, raw) {
      @Override
      public void close() throws IOException {
        super.close();
        raw.end();
      }
    };
  }

  private static final class AsTheyCome implements ContentEncoding {
    @Override
    public Set<String> ids() {
      return Set.of(GZIP, "x-gzip", DEFLATE);
    }

    @Override
    public boolean supportsEncoding() {
      return false;
    }

    @Override
    public boolean supportsDecoding() {
      return true;
    }

    @Override
    public ContentDecoder decoder() {
      return ContentDecoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder() {
      return ContentEncoder.NO_OP;
    }

    @Override
    public String name() {
      return "as-they-come";
    }

    @Override
    public String type() {
      return "as-they-come";
    }
  }
}
