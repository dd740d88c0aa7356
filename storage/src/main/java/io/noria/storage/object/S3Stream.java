package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An object's bytes from the store. A line that is cut is taken up again where it broke. A whole
 * object is digested on the way, and its last bytes are given only when the digest is right, so
 * that nobody takes damaged bytes for the object.
 */
final class S3Stream extends InputStream {
  private static final int TRIES = 6;
  private static final Duration LEAST_PAUSE = Duration.ofMillis(50);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(5);

  private final Source source;
  private final Digest digest;
  private final @Nullable MessageDigest sha256;
  private final long end;
  private long position;
  private @Nullable Body body;
  private int failures;

  /** Opens the object from an offset to its end, or to the range's. */
  interface Source {
    Body open(long from) throws IOException;
  }

  /**
   * One answer of the store.
   *
   * @param bytes from the offset asked for
   * @param length how many it says they are
   * @param abort lets go of the connection without reading on
   */
  record Body(InputStream bytes, long length, Runnable abort) {}

  /**
   * Opens the stream.
   *
   * @param from the first byte's offset in the object
   * @param whole whether this is all of the object, so that its digest can be checked
   */
  static S3Stream open(Source source, Digest digest, long from, boolean whole) throws IOException {
    S3Stream stream = new S3Stream(source, digest, from, source.open(from), whole);
    stream.checkAtEnd();
    return stream;
  }

  private S3Stream(Source source, Digest digest, long from, Body body, boolean whole) {
    this.source = source;
    this.digest = digest;
    this.position = from;
    this.end = from + body.length();
    this.body = body;
    this.sha256 = whole ? Ranges.sha256() : null;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position >= end) {
      return -1;
    }
    int count = some(into, offset, (int) Math.min(length, end - position));
    if (sha256 != null) {
      sha256.update(into, offset, count);
    }
    position += count;
    failures = 0;
    checkAtEnd();
    return count;
  }

  /** At least one byte, from as many connections as that takes. */
  private int some(byte[] into, int offset, int most) throws IOException {
    while (true) {
      IOException failure;
      try {
        Body open = body == null ? source.open(position) : body;
        body = open;
        int count = open.bytes().read(into, offset, most);
        if (count > 0) {
          return count;
        }
        failure = new IOException("the answer ended early");
      } catch (IOException e) {
        failure = e;
      }
      letGo();
      failures++;
      if (failures >= TRIES) {
        throw new NoriaException(
            ErrorCode.UNAVAILABLE,
            "object %s: the store's answer broke off %d times at byte %d of %d: %s"
                .formatted(digest, failures, position, end, failure.getMessage()),
            failure);
      }
      pause();
    }
  }

  private void pause() throws IOException {
    long most = Math.min(MOST_PAUSE.toNanos(), LEAST_PAUSE.toNanos() << failures);
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 2, most));
    if (Thread.currentThread().isInterrupted()) {
      throw new IOException("interrupted");
    }
  }

  private void checkAtEnd() {
    if (position < end || sha256 == null) {
      return;
    }
    Digest came = Ranges.digest(sha256);
    if (!came.equals(digest)) {
      letGo();
      throw new NoriaException(
          ErrorCode.DATA_LOSS,
          "object %s: its %d bytes in the store have digest %s (expected: its own)"
              .formatted(digest, end, came));
    }
  }

  private void letGo() {
    Body open = body;
    body = null;
    if (open != null) {
      open.abort().run();
    }
  }

  @Override
  public int available() throws IOException {
    Body open = body;
    return open == null ? 0 : (int) Math.min(open.bytes().available(), end - position);
  }

  @Override
  public void close() throws IOException {
    Body open = body;
    if (position < end) {
      letGo();
    } else if (open != null) {
      body = null;
      open.bytes().close();
    }
  }
}
