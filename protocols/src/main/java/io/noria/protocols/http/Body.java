package io.noria.protocols.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A request's body within the limits of size and time. */
final class Body {
  private static final byte[] NONE = {};

  private final ServerRequest request;
  private final HttpLimits limits;
  private final Connections.Connection connection;
  private byte @Nullable [] bytes;

  Body(ServerRequest request, HttpLimits limits, Connections.Connection connection) {
    this.connection = connection;
    this.request = request;
    this.limits = limits;
  }

  byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = request.content().hasEntity() ? readAll() : NONE;
      bytes = known;
    }
    return known;
  }

  InputStream stream() {
    long announced = announced();
    if (announced > limits.maxUploadBytes()) {
      throw tooLarge(limits.maxUploadBytes());
    }
    if (!request.content().hasEntity()) {
      return InputStream.nullInputStream();
    }
    try {
      InputStream paced = unpacked();
      return limits.maxUploadBytes() == Long.MAX_VALUE
          ? paced
          : new Limited(paced, limits.maxUploadBytes());
    } catch (IOException e) {
      throw cut(e);
    }
  }

  void refuseEncoding() {
    if (!request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      return;
    }
    String encoding = request.headers().get(HeaderNames.CONTENT_ENCODING).get().strip();
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new HttpFailure(
          415,
          ErrorCode.INVALID_ARGUMENT,
          "Content-Encoding: '"
              + (encoding.length() > 50 ? encoding.substring(0, 50) + "…" : encoding)
              + "' (expected: none, a file's bytes are stored as they come)");
    }
  }

  private InputStream unpacked() throws IOException {
    InputStream body =
        new PacedInput(request.content().inputStream(), limits.bodyTimeout(), connection);
    return request.headers().contains(HeaderNames.CONTENT_ENCODING)
        ? Encodings.unpacked(request.headers().get(HeaderNames.CONTENT_ENCODING).get(), body)
        : body;
  }

  private byte[] readAll() {
    int most = limits.maxBodyBytes();
    long announced = announced();
    if (announced > most) {
      throw tooLarge(most);
    }
    byte[] buffer = new byte[announced >= 0 ? (int) announced : Math.min(most, 8192)];
    int length = 0;
    long deadline = System.nanoTime() + limits.bodyTimeout().toNanos();
    try (InputStream in = unpacked()) {
      while (true) {
        if (length == buffer.length) {
          int next = in.read();
          if (next < 0) {
            return buffer;
          }
          if (length >= most) {
            throw tooLarge(most);
          }
          buffer = Arrays.copyOf(buffer, (int) Math.min(most, Math.max(8192L, length * 2L)));
          buffer[length++] = (byte) next;
        }
        int read = in.read(buffer, length, buffer.length - length);
        if (read < 0) {
          return Arrays.copyOf(buffer, length);
        }
        length += read;
        if (length < buffer.length && System.nanoTime() > deadline) {
          throw slow();
        }
      }
    } catch (IOException e) {
      throw cut(e);
    } catch (NoriaException | HttpFailure e) {
      throw e;
    } catch (RuntimeException e) {
      // Helidon wraps what the socket says in several ways of its own.
      throw cut(e);
    }
  }

  private RuntimeException cut(Exception e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SocketTimeoutException) {
        return slow();
      }
    }
    return new NoriaException(
        ErrorCode.INVALID_ARGUMENT,
        e instanceof ZipException
            ? "body: not compressed as its Content-Encoding says"
            : "body: ended before its length",
        e);
  }

  private long announced() {
    return request.headers().contentLength().orElse(-1);
  }

  private HttpFailure slow() {
    return new HttpFailure(
        408, ErrorCode.DEADLINE_EXCEEDED, "body: did not arrive within " + limits.bodyTimeout());
  }

  private static NoriaException tooLarge(long most) {
    return new NoriaException(
        ErrorCode.TOO_LARGE, "body: too large (expected: at most " + most + " bytes)");
  }

  private static final class Limited extends InputStream {
    private final InputStream in;
    private final long most;
    private long count;

    Limited(InputStream in, long most) {
      this.in = in;
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      if (read > 0) {
        count += read;
        if (count > most) {
          throw tooLarge(most);
        }
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
