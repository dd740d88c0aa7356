package io.noria.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that is kept: a request is one write, an answer is read to its end. It
 * costs next to nothing, so that the server is what is measured. Not thread-safe.
 */
final class KeepAlive implements Link {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String host;
  private byte[] body = new byte[1 << 14];
  private int bodyLength;
  private boolean counting;
  private long counted;
  private final byte[] line = new byte[1 << 13];

  KeepAlive(String host, int port) throws IOException {
    this.host = host + ":" + port;
    this.socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(300_000);
    socket.connect(new InetSocketAddress(host, port), 10_000);
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = socket.getOutputStream();
  }

  /** The bytes of a request, to be made once and sent often. */
  byte[] request(String method, String path, String json) {
    byte[] content = json.getBytes(StandardCharsets.UTF_8);
    return request(method + " " + path, host, "Content-Type: application/json\r\n", content);
  }

  /**
   * The bytes of a request that every connection to the host may send.
   *
   * @param what its verb and path
   * @param headers lines, each with its end
   */
  static byte[] request(String what, String host, String headers, byte[] content) {
    byte[] head =
        (what
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\n"
                + headers
                + "Content-Length: "
                + content.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + content.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    return all;
  }

  /** Sends and gives the status; the answer's body is kept until the next call. */
  @Override
  public int send(byte[] request) throws IOException {
    out.write(request);
    int status = status(readLine());
    long length = -1;
    boolean chunked = false;
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      int colon = header.indexOf(':');
      String name = header.substring(0, colon).toLowerCase(Locale.ROOT);
      if (name.equals("content-length")) {
        length = Long.parseLong(header.substring(colon + 1).strip());
      } else if (name.equals("transfer-encoding")) {
        chunked = header.toLowerCase(Locale.ROOT).contains("chunked");
      }
    }
    bodyLength = 0;
    if (chunked) {
      readChunks();
    } else if (length > 0) {
      readBody(length);
    }
    return status;
  }

  /** How many bytes the last answer's body had. */
  int bodyLength() {
    return bodyLength;
  }

  /** Sends a request whose body comes from the given bytes, over and over, to its length. */
  int upload(String path, long length, byte[] block) throws IOException {
    out.write(
        ("PUT "
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: "
                + length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    for (long left = length; left > 0; left -= Math.min(left, block.length)) {
      out.write(block, 0, (int) Math.min(left, block.length));
    }
    return send(new byte[0]);
  }

  /** Sends a GET and throws its body away; says how many bytes came. */
  long download(String path) throws IOException {
    counting = true;
    counted = 0;
    try {
      int status = send(request("GET", path, ""));
      if (status != 200) {
        throw new IOException(path + " answered " + status);
      }
      return counted;
    } finally {
      counting = false;
    }
  }

  /** The last answer's body. */
  @Override
  public String body() {
    return new String(body, 0, bodyLength, StandardCharsets.UTF_8);
  }

  @Override
  public byte[] content() {
    return java.util.Arrays.copyOf(body, bodyLength);
  }

  private static int status(String first) throws IOException {
    if (first.length() < 12 || !first.startsWith("HTTP/1.1 ")) {
      throw new IOException("not an HTTP/1.1 answer: " + first);
    }
    return Integer.parseInt(first.substring(9, 12));
  }

  private void readChunks() throws IOException {
    while (true) {
      int size = Integer.parseInt(readLine().strip(), 16);
      if (size == 0) {
        readLine();
        return;
      }
      readBody((long) size);
      readLine();
    }
  }

  private void readBody(long length) throws IOException {
    if (counting) {
      in.skipNBytes(length);
      counted += length;
      return;
    }
    readBody(Math.toIntExact(length));
  }

  private void readBody(int length) throws IOException {
    if (body.length < bodyLength + length) {
      body = java.util.Arrays.copyOf(body, Math.max(body.length * 2, bodyLength + length));
    }
    int read = in.readNBytes(body, bodyLength, length);
    if (read < length) {
      throw new IOException("the answer ends early");
    }
    bodyLength += length;
  }

  private String readLine() throws IOException {
    int length = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection was closed");
      }
      if (length == line.length) {
        throw new IOException("a header line is too long");
      }
      line[length++] = (byte) next;
    }
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, end, StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
