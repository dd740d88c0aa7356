package io.noria.storage.object;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A file that was read once: its SHA-256, and the MD5 of each of its parts, from the same bytes.
 * The store is told each part's MD5 and refuses other bytes, so a file that changes meanwhile is
 * never stored under the digest that it had before.
 *
 * @param file the bytes
 * @param object their digest and size
 * @param partBytes size of all parts but the last
 * @param md5s of each part, in base 64; one for an empty file
 */
record Digested(Path file, StoredObject object, long partBytes, List<String> md5s) {
  /** S3 takes no more parts of one object. */
  static final int MOST_PARTS = 10_000;

  private static final int BUFFER = 1 << 16;

  Digested {
    md5s = List.copyOf(md5s);
  }

  /** Copies the stream to the file and digests it; larger parts when there would be too many. */
  static Digested copy(InputStream bytes, Path file, long partBytes) throws IOException {
    Digested read;
    try (OutputStream out = Files.newOutputStream(file)) {
      read = read(bytes, out, file, partBytes);
    }
    return read.fitting();
  }

  /** Digests a file where it lies. */
  static Digested of(Path file, long partBytes) throws IOException {
    return inPlace(file, partBytes).fitting();
  }

  private static Digested inPlace(Path file, long partBytes) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return read(bytes, OutputStream.nullOutputStream(), file, partBytes);
    }
  }

  private Digested fitting() throws IOException {
    if (md5s.size() <= MOST_PARTS) {
      return this;
    }
    long mebibyte = 1L << 20;
    long larger = (object.size() / MOST_PARTS / mebibyte + 1) * mebibyte;
    Digested again = inPlace(file, larger);
    if (!again.object.equals(object)) {
      throw changed();
    }
    return again;
  }

  private static Digested read(InputStream bytes, OutputStream out, Path file, long partBytes)
      throws IOException {
    MessageDigest sha256 = Ranges.sha256();
    MessageDigest md5 = md5();
    List<String> md5s = new ArrayList<>();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    long inPart = 0;
    while (true) {
      int count = bytes.read(buffer, 0, (int) Math.min(buffer.length, partBytes - inPart));
      if (count < 0) {
        break;
      }
      sha256.update(buffer, 0, count);
      md5.update(buffer, 0, count);
      out.write(buffer, 0, count);
      size += count;
      inPart += count;
      if (inPart == partBytes) {
        md5s.add(base64(md5));
        inPart = 0;
      }
    }
    if (inPart > 0 || md5s.isEmpty()) {
      md5s.add(base64(md5));
    }
    return new Digested(file, new StoredObject(Ranges.digest(sha256), size), partBytes, md5s);
  }

  private static String base64(MessageDigest md5) {
    return Base64.getEncoder().encodeToString(md5.digest());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "this JVM has no MD5", e);
    }
  }

  int parts() {
    return md5s.size();
  }

  /** The part's size in bytes; parts count from 0. */
  long size(int part) {
    return Math.min(partBytes, object.size() - part * partBytes);
  }

  /** The part's bytes; when they are not those that were digested, the last ones never come. */
  @SuppressWarnings("MustBeClosedChecker")
  InputStream open(int part) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    try {
      bytes.skipNBytes(part * partBytes);
      return new Checked(new LimitedInputStream(bytes, size(part)), size(part), md5s.get(part));
    } catch (EOFException e) {
      bytes.close();
      throw changed();
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  private NoriaException changed() {
    return new NoriaException(
        ErrorCode.ABORTED, "file " + file + ": changed while it was being stored");
  }

  /** Not every store looks at Content-MD5. */
  private final class Checked extends FilterInputStream {
    private final MessageDigest md5 = md5();
    private final String expected;
    private long left;

    Checked(InputStream in, long size, String expected) {
      super(in);
      this.left = size;
      this.expected = expected;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      if (count > 0) {
        md5.update(into, offset, count);
        left -= count;
        if (left == 0 && !base64(md5).equals(expected)) {
          throw changed();
        }
      } else if (count < 0 && left > 0) {
        throw changed();
      }
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      return Math.max(
          0, read(new byte[(int) Math.min(count, BUFFER)], 0, (int) Math.min(count, BUFFER)));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
