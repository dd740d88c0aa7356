package io.noria.project.init;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file as plain UTF-8: the file itself, or a copy when it is compressed or in another
 * encoding.
 *
 * @param file to read
 * @param how what was done to it; null when it is the file itself
 */
record CsvText(Path file, @Nullable String how) {
  private static final int BUFFER = 1 << 16;

  /** Makes the copy in the folder, if one is needed. */
  static CsvText of(Path file, Path folder) {
    try {
      boolean gzip = isGzip(file);
      Charset charset = charset(file, gzip);
      if (!gzip && charset.equals(StandardCharsets.UTF_8)) {
        return new CsvText(file, null);
      }
      Path copy = Files.createTempFile(folder, "text", ".csv");
      try (Reader in =
              new BufferedReader(new InputStreamReader(open(file, gzip), charset), BUFFER);
          Writer out = Files.newBufferedWriter(copy)) {
        in.transferTo(out);
      }
      String how =
          charset.equals(StandardCharsets.UTF_8) ? "unpacked" : "read as " + charset.name();
      return new CsvText(copy, how);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "--data: %s cannot be read: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  private static boolean isGzip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static InputStream open(Path file, boolean gzip) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    return gzip ? new GZIPInputStream(in, BUFFER) : in;
  }

  /** UTF-16 by its mark, UTF-8 when every byte fits, else Windows-1252, Latin-1's superset. */
  private static Charset charset(Path file, boolean gzip) throws IOException {
    try (PushbackInputStream in = new PushbackInputStream(open(file, gzip), 2)) {
      byte[] mark = in.readNBytes(2);
      if (mark.length == 2
          && ((mark[0] == -1 && mark[1] == -2) || (mark[0] == -2 && mark[1] == -1))) {
        return StandardCharsets.UTF_16;
      }
      in.unread(mark);
      return isUtf8(in) ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
    }
  }

  private static boolean isUtf8(InputStream in) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    CharBuffer chars = CharBuffer.allocate(BUFFER);
    while (true) {
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      if (read > 0) {
        bytes.position(bytes.position() + read);
      }
      bytes.flip();
      CoderResult result = decoder.decode(bytes, chars, read < 0);
      if (result.isError()) {
        return false;
      }
      chars.clear();
      bytes.compact();
      if (read < 0) {
        return true;
      }
    }
  }
}
