package io.noria.protocols.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Sends bytes exactly as they are given, which no well-behaved client would. */
public final class RawHttp implements AutoCloseable {
  private final Socket socket;

  /** Connects. */
  public RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(5000);
  }

  /** Sends. */
  public RawHttp send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Everything until the server closes, or until the answer's announced length has come. */
  public String answer() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[4096];
    while (!complete(all.toString(StandardCharsets.ISO_8859_1))) {
      int read;
      try {
        read = in.read(buffer);
      } catch (SocketTimeoutException e) {
        return all.toString(StandardCharsets.ISO_8859_1) + "<no end within 5 s>";
      }
      if (read < 0) {
        break;
      }
      all.write(buffer, 0, read);
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private static boolean complete(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    for (String line : text.substring(0, end).split("\r\n")) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        return text.length() >= end + 4 + Integer.parseInt(line.substring(15).strip());
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
