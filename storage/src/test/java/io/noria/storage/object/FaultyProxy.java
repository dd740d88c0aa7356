package io.noria.storage.object;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands between a client and a server, one request a connection, and does to requests what a bad
 * day does to them.
 */
final class FaultyProxy implements AutoCloseable {
  private static final int CUT_AFTER = 1000;

  /** What happens to a request. */
  enum Fault {
    /** 500 without asking the server. */
    ERROR,
    /** 503 with the words for too many requests. */
    SLOW_DOWN,
    /** 403, as for wrong credentials. */
    DENIED,
    /** The connection is reset before the server has the request's body. */
    RESET,
    /** The server does it, but the answer breaks off after its first bytes. */
    CUT_ANSWER,
    /** The server does it, but its answer never comes. */
    LOST_ANSWER,
    /** Nothing is ever answered. */
    SILENCE
  }

  private record Plan(Predicate<String> requests, Fault fault) {}

  private final ServerSocket socket;
  private final URI server;
  private final Queue<Plan> plans = new ConcurrentLinkedQueue<>();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final AtomicInteger faults = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  FaultyProxy(URI server) throws IOException {
    this.server = server;
    this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("faulty-proxy").start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** The next so many requests whose first line matches fail in that way. */
  void plan(int times, Fault fault, Predicate<String> requests) {
    for (int i = 0; i < times; i++) {
      plans.add(new Plan(requests, fault));
    }
  }

  /** How many requests were made to fail. */
  int faults() {
    return faults.get();
  }

  /** The first lines of the requests that came; those that copy say COPY. */
  Queue<String> seen() {
    return seen;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      String head = head(in);
      String first = head.substring(0, head.indexOf("\r\n"));
      boolean copies = head.toLowerCase(Locale.ROOT).contains("\r\nx-amz-copy-source:");
      seen.add(copies ? first.replaceFirst("PUT", "COPY") : first);
      Fault fault = faultFor(first);
      switch (fault) {
        case ERROR -> answer(client, in, head, "500 Internal Server Error", "InternalError");
        case SLOW_DOWN -> answer(client, in, head, "503 Slow Down", "SlowDown");
        case DENIED -> answer(client, in, head, "403 Forbidden", "AccessDenied");
        case SILENCE -> closed.await();
        case RESET -> client.setOption(StandardSocketOptions.SO_LINGER, 0);
        case CUT_ANSWER, LOST_ANSWER -> pass(client, in, head, fault);
        case null -> pass(client, in, head, null);
      }
    } catch (IOException e) {
      // One side went away, which is what this is for.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Fault faultFor(String first) {
    for (Plan plan : plans) {
      if (plan.requests().test(first) && plans.remove(plan)) {
        faults.incrementAndGet();
        return plan.fault();
      }
    }
    return null;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    while (true) {
      int value = in.read();
      if (value < 0) {
        throw new IOException("no request");
      }
      head.write(value);
      last = last << 8 | value;
      if (last == 0x0d0a0d0a) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
  }

  private static long bodyLength(String head) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Long.parseLong(line.substring("content-length:".length()).strip());
      }
    }
    return 0;
  }

  private static void answer(Socket client, InputStream in, String head, String status, String code)
      throws IOException {
    in.skipNBytes(bodyLength(head));
    String body = "<Error><Code>" + code + "</Code><Message>not today</Message></Error>";
    String answer =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + (head.startsWith("HEAD") ? "" : body);
    client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
  }

  private void pass(Socket client, InputStream in, String head, Fault fault) throws IOException {
    String closing =
        head.replaceAll("(?im)^connection:.*\r\n", "")
            .replaceFirst("\r\n", "\r\nConnection: close\r\n");
    try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
      OutputStream out = upstream.getOutputStream();
      out.write(closing.getBytes(StandardCharsets.ISO_8859_1));
      copy(in, out, bodyLength(head));
      out.flush();
      InputStream answer = upstream.getInputStream();
      if (fault == Fault.LOST_ANSWER) {
        answer.transferTo(OutputStream.nullOutputStream());
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        return;
      }
      // The head of the answer, with word that the connection ends.
      String answered =
          head(answer)
              .replaceAll("(?im)^connection:.*\r\n", "")
              .replaceFirst("\r\n", "\r\nConnection: close\r\n");
      client.getOutputStream().write(answered.getBytes(StandardCharsets.ISO_8859_1));
      if (fault == Fault.CUT_ANSWER) {
        copy(answer, client.getOutputStream(), CUT_AFTER);
        client.getOutputStream().flush();
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        return;
      }
      answer.transferTo(client.getOutputStream());
      client.getOutputStream().flush();
    }
  }

  private static void copy(InputStream from, OutputStream to, long count) throws IOException {
    byte[] buffer = new byte[1 << 14];
    long left = count;
    while (left > 0) {
      int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        return;
      }
      to.write(buffer, 0, read);
      left -= read;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
