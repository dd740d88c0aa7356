package io.noria.dist.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive HTTP/1.1 connection that posts JSON and reads the answer. The replay sends a
 * quarter of a million small requests on the cores it shares with the server; a general client
 * would spend more on each than the server does. Not thread-safe.
 */
final class PlainConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int LONGEST_LINE = 16_384;
  private static final int LONGEST_BODY = 64 * 1024 * 1024;

  private final InetSocketAddress address;
  private final byte[] host;
  private Socket socket = new Socket();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private byte[] request = new byte[4096];
  private int length;

  PlainConnection(String hostName, int port) throws IOException {
    address = new InetSocketAddress(hostName, port);
    host = (hostName + ":" + port).getBytes(StandardCharsets.US_ASCII);
  }

  private void connect() throws IOException {
    socket.close();
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(address, TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 8192);
    out = socket.getOutputStream();
  }

  /** An answer: the status and the body's bytes. */
  record Answer(int status, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Posts the body; {@code headers} are whole lines, each ending in CR LF. */
  Answer post(byte[] path, byte[] headers, byte[] body) throws IOException {
    length = 0;
    append("POST ");
    append(path);
    append(" HTTP/1.1\r\nHost: ");
    append(host);
    append("\r\nContent-Type: application/json\r\n");
    append(headers);
    append("Content-Length: ");
    append(Integer.toString(body.length));
    append("\r\n\r\n");
    append(body);
    if (!socket.isConnected()) {
      connect();
      return exchange();
    }
    try {
      return exchange();
    } catch (Closed e) {
      // The server closes what has been idle for long; what was sent then was never read.
      connect();
      return exchange();
    }
  }

  private Answer exchange() throws IOException {
    try {
      // One write, so that a small request is one packet.
      out.write(request, 0, length);
      out.flush();
      in.mark(1);
      if (in.read() < 0) {
        throw new EOFException("the server closed the connection");
      }
      in.reset();
    } catch (EOFException | SocketException e) {
      throw new Closed(e);
    }
    return readAnswer();
  }

  /** The connection ended before the first byte of an answer. */
  private static final class Closed extends IOException {
    Closed(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Answer readAnswer() throws IOException {
    String status = readLine();
    if (status.length() < 12 || !status.startsWith("HTTP/1.1 ")) {
      throw new IOException("not an HTTP answer: " + status);
    }
    int code = Integer.parseInt(status.substring(9, 12));
    long contentLength = 0;
    boolean chunked = false;
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
      if (name.equals("content-length")) {
        contentLength = Long.parseLong(line.substring(colon + 1).strip());
      } else if (name.equals("transfer-encoding")) {
        chunked = line.toLowerCase(Locale.ROOT).contains("chunked");
      }
    }
    return new Answer(code, chunked ? readChunks() : readBody(contentLength));
  }

  private byte[] readBody(long size) throws IOException {
    if (size < 0 || size > LONGEST_BODY) {
      throw new IOException("an answer of " + size + " bytes");
    }
    byte[] body = in.readNBytes((int) size);
    if (body.length < size) {
      throw new EOFException("the answer ended after " + body.length + " of " + size + " bytes");
    }
    return body;
  }

  private byte[] readChunks() throws IOException {
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    while (true) {
      String head = readLine();
      int end = head.indexOf(';');
      int size = Integer.parseInt((end < 0 ? head : head.substring(0, end)).strip(), 16);
      if (size == 0) {
        while (!readLine().isEmpty()) {
          // Trailers say nothing that the replay needs.
        }
        return body.toByteArray();
      }
      body.write(readBody(size));
      readLine();
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
      if (line.length() > LONGEST_LINE) {
        throw new IOException("a header line of over " + LONGEST_LINE + " bytes");
      }
    }
    return line.toString();
  }

  private void append(String text) {
    append(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void append(byte[] bytes) {
    if (length + bytes.length > request.length) {
      request = java.util.Arrays.copyOf(request, Math.max(length + bytes.length, length * 2));
    }
    System.arraycopy(bytes, 0, request, length, bytes.length);
    length += bytes.length;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
