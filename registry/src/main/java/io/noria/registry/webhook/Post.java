package io.noria.registry.webhook;

import io.noria.registry.WebhookAnswer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 POST to an address that was resolved before: no second look-up of the name, no
 * redirect, no proxy, and a limit on everything that comes back.
 */
public final class Post {
  private static final Logger LOG = LoggerFactory.getLogger(Post.class);
  private static final int MOST_BODY = 64 * 1024;
  private static final int MOST_LINE = 8 * 1024;
  private static final int MOST_HEADERS = 200;

  private final Target target;
  private final long deadline;

  private Post(Target target, Duration atMost) {
    this.target = target;
    this.deadline = System.nanoTime() + atMost.toNanos();
  }

  /** Sends the body and reads the answer; what goes wrong is in the answer too. */
  public static WebhookAnswer send(
      Target target, Map<String, String> headers, byte[] body, Duration atMost) {
    try {
      return new Post(target, atMost).send(headers, body);
    } catch (IOException | RuntimeException e) {
      // What an odd receiver makes the JDK throw must count as an attempt too.
      String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return WebhookAnswer.failed(what.length() > 500 ? what.substring(0, 500) : what);
    }
  }

  private WebhookAnswer send(Map<String, String> headers, byte[] body) throws IOException {
    Socket plain = new Socket(java.net.Proxy.NO_PROXY);
    Thread watch = Thread.ofVirtual().name("noria-webhook-deadline").start(() -> closeLate(plain));
    try (plain) {
      plain.connect(new InetSocketAddress(target.address(), target.port()), left());
      plain.setSoTimeout(left());
      try (Socket socket = target.secure() ? secured(plain) : plain) {
        socket.setSoTimeout(left());
        OutputStream out = socket.getOutputStream();
        out.write(head(headers, body.length));
        out.write(body);
        out.flush();
        return answer(socket, new BufferedInputStream(socket.getInputStream()));
      }
    } catch (IOException e) {
      left();
      throw e;
    } finally {
      watch.interrupt();
    }
  }

  /**
   * A socket's own timeout is for one read: a receiver that hands out a handshake byte by byte, or
   * takes in nothing, would hold the post for as long as it likes.
   */
  private void closeLate(Socket plain) {
    try {
      long nanos = deadline - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos));
      plain.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("event=webhook_socket_not_closed error=\"{}\"", e.toString());
    }
  }

  private int left() throws IOException {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (millis <= 0) {
      throw new IOException("no answer within the time allowed");
    }
    return (int) Math.min(Integer.MAX_VALUE, millis);
  }

  /** The certificate must be the name's, as it was given. */
  private SSLSocket secured(Socket plain) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, Target.host(target.uri()), target.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private byte[] head(Map<String, String> headers, int length) {
    String path = target.uri().getRawPath();
    String query = target.uri().getRawQuery();
    int port = target.uri().getPort();
    StringBuilder head =
        new StringBuilder("POST ")
            .append(path == null || path.isEmpty() ? "/" : path)
            .append(query == null ? "" : "?" + query)
            .append(" HTTP/1.1\r\nHost: ")
            .append(target.uri().getHost())
            .append(port < 0 ? "" : ":" + port)
            .append("\r\nContent-Length: ")
            .append(length)
            .append("\r\nUser-Agent: noria\r\nAccept: */*\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private WebhookAnswer answer(Socket socket, InputStream in) throws IOException {
    String[] first = line(socket, in).split(" ", 3);
    int status = first.length > 1 ? number(first[1], 10) : -1;
    if (!first[0].startsWith("HTTP/1.") || status < 100 || status > 599) {
      throw new IOException("the answer is not HTTP");
    }
    long length = -1;
    boolean chunked = false;
    long retryAfter = 0;
    for (int i = 0; ; i++) {
      String header = line(socket, in);
      if (header.isEmpty()) {
        break;
      }
      if (i == MOST_HEADERS) {
        throw new IOException("the answer has too many headers");
      }
      int colon = header.indexOf(':');
      String name = header.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String value = header.substring(colon + 1).strip();
      switch (name) {
        case "content-length" -> length = number(value, 10);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "retry-after" -> retryAfter = Math.max(0, number(value, 10));
        default -> {}
      }
    }
    byte[] body = chunked ? chunks(socket, in) : some(socket, in, length < 0 ? MOST_BODY : length);
    return new WebhookAnswer(status, new String(body, StandardCharsets.UTF_8), retryAfter, null);
  }

  private byte[] some(Socket socket, InputStream in, long length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    long wanted = Math.min(length, MOST_BODY);
    while (out.size() < wanted) {
      socket.setSoTimeout(left());
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, wanted - out.size()));
      if (count < 0) {
        break;
      }
      out.write(buffer, 0, count);
    }
    return out.toByteArray();
  }

  private byte[] chunks(Socket socket, InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (out.size() < MOST_BODY) {
      String text = line(socket, in);
      int semicolon = text.indexOf(';');
      int size = number(semicolon < 0 ? text : text.substring(0, semicolon), 16);
      if (size <= 0) {
        break;
      }
      byte[] chunk = some(socket, in, Math.min(size, MOST_BODY - out.size()));
      out.write(chunk);
      if (chunk.length < size) {
        break;
      }
      line(socket, in);
    }
    return out.toByteArray();
  }

  private String line(Socket socket, InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (in.available() == 0) {
        socket.setSoTimeout(left());
      }
      int next = in.read();
      if (next < 0 && line.isEmpty()) {
        throw new IOException("the connection was closed before an answer");
      }
      if (next < 0 || next == '\n') {
        break;
      }
      if (line.length() == MOST_LINE) {
        throw new IOException("the answer has too long a line");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static int number(String text, int radix) {
    try {
      return Integer.parseInt(text.strip(), radix);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
