package io.noria.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers that take their time, on purpose or not. */
class SlowCallersTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final HttpLimits LIMITS =
      new HttpLimits(
          1 << 20,
          Long.MAX_VALUE,
          8 * 1024,
          4,
          2,
          1000,
          Duration.ofSeconds(30),
          Duration.ofMillis(300),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          new HttpLimits.Patience(Duration.ofMillis(700), Duration.ofMillis(700)));
  private static final Charset UTF_8 = StandardCharsets.UTF_8;
  private static final ErrorForm FORM =
      error ->
          new ErrorForm.Answer(
              HttpStatuses.of(error.code()), "text/plain", error.getMessage().getBytes(UTF_8));
  private static final byte[] LARGE = new byte[8 << 20];

  private final AtomicInteger inside = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void open() {
    Routes routes =
        Routes.of("own", FORM, "/own")
            .get("/own/hello", x -> x.sendText(200, "hello"))
            .get("/own/endless", this::endless)
            .get("/own/events", this::events, Routes.Option.STREAM)
            .put("/own/file", x -> x.sendText(200, "" + x.upload().readAllBytes().length));
    server = HttpServer.open("127.0.0.1", 0, LIMITS, Gatekeeper.LOCAL, List.of(routes));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void endless(Exchange exchange) throws IOException {
    inside.incrementAndGet();
    try (OutputStream out = exchange.sendStream(200, "text/plain", -1)) {
      while (true) {
        out.write(LARGE);
      }
    } finally {
      inside.decrementAndGet();
    }
  }

  private void events(Exchange exchange) throws IOException {
    inside.incrementAndGet();
    try (EventStream events = exchange.sendEvents()) {
      while (true) {
        events.send(null, null, LARGE);
      }
    } finally {
      inside.decrementAndGet();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /** Whether the other side has closed; writes a byte to find out. */
  private static boolean closed(Socket socket, String next) throws IOException {
    try {
      send(socket, next);
      socket.setSoTimeout(1);
      while (socket.getInputStream().read() >= 0) {
        // What it says before it closes.
      }
      return true;
    } catch (SocketException e) {
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  private void assertOthersAreServed() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/own/hello"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("hello");
    }
  }

  @Test
  void aHeadThatComesByteByByteIsNotWaitedForForEver() throws Exception {
    try (Socket slow = connect()) {
      send(slow, "GET /own/hello HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
      Awaitility.await("cut off").atMost(SOON).until(() -> closed(slow, "x"));
    }
    assertOthersAreServed();
  }

  @Test
  void aConnectionMayRestBetweenRequestsForAsLongAndNoLonger() throws Exception {
    try (Socket idle = connect()) {
      send(idle, "GET /own/hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      InputStream in = idle.getInputStream();
      assertThat(new String(in.readNBytes(12), UTF_8)).isEqualTo("HTTP/1.1 200");
      assertThat(in.readAllBytes()).as("until it is closed").isNotEmpty();
    }
  }

  @Test
  void whoTakesNoneOfItsAnswerIsCutOff() throws Exception {
    for (String path : List.of("/own/endless", "/own/events")) {
      List<Socket> lazy = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Socket socket = connect();
        socket.setReceiveBufferSize(4096);
        send(socket, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        lazy.add(socket);
      }
      Awaitility.await(path + " begun").atMost(SOON).until(() -> inside.get() == 2);
      assertOthersAreServed();
      Awaitility.await(path + " ended").atMost(SOON).until(() -> inside.get() == 0);
      for (Socket socket : lazy) {
        socket.close();
      }
    }
  }

  @Test
  void anUploadThatTricklesIsRefused() throws Exception {
    try (Socket slow = connect()) {
      send(slow, "PUT /own/file HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n");
      Thread trickle =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (!Thread.currentThread().isInterrupted()) {
                    send(slow, "x");
                    LockSupport.parkNanos(20_000_000);
                  }
                } catch (IOException e) {
                  return; // told to go
                }
              });
      assertThat(new String(slow.getInputStream().readNBytes(12), UTF_8)).isEqualTo("HTTP/1.1 408");
      trickle.interrupt();
    }
    assertOthersAreServed();
  }

  @Test
  void anEndlessLineOfAChunkIsRefused() throws Exception {
    try (Socket endless = connect()) {
      send(
          endless,
          "PUT /own/file HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1;");
      String more = "x".repeat(1024);
      Awaitility.await("cut off").atMost(SOON).until(() -> closed(endless, more));
    }
    assertOthersAreServed();
  }

  @Test
  void restingConnectionsDoNotKeepOthersOut() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        idle.add(connect());
      }
      assertOthersAreServed();
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }
}
