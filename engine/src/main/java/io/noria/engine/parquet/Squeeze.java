package io.noria.engine.parquet;

import io.airlift.compress.zstd.ZstdCompressor;

/** Compresses pages where that is worth it. Not thread-safe. */
final class Squeeze {
  /** Bytes of a page that are tried. */
  private static final int TRIED = 1 << 15;

  /** Numbers that hardly repeat become a fifth smaller for twice the work of all else. */
  private static final double WORTH = 0.6;

  private final ZstdCompressor compressor = new ZstdCompressor();
  private byte[] out = {};

  /** Whether the middle of the page becomes much smaller. */
  boolean worth(Page page) {
    int length = Math.min(page.size(), TRIED);
    if (length < 64) {
      return false;
    }
    int from = (page.size() - length) / 2;
    room(length);
    int size = compressor.compress(page.array(), from, length, out, 0, out.length);
    return size < WORTH * length;
  }

  /** Compresses the page into {@link #array}; answers its length. */
  int compress(Page page) {
    room(page.size());
    return compressor.compress(page.array(), 0, page.size(), out, 0, out.length);
  }

  private void room(int length) {
    int most = compressor.maxCompressedLength(length);
    if (out.length < most) {
      out = new byte[most];
    }
  }

  byte[] array() {
    return out;
  }
}
