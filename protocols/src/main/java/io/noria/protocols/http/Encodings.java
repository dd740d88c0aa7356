package io.noria.protocols.http;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import io.helidon.http.encoding.ContentEncodingContext;
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
    return switch (encoding.trim().toLowerCase(Locale.ROOT)) {
      case GZIP, "x-gzip" -> new GZIPInputStream(body, 8192);
      case DEFLATE -> inflated(body);
      default -> body;
    };
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
