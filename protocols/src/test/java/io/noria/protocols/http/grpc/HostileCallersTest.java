package io.noria.protocols.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.StringValue;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.Gatekeeper;
import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.http.HttpServer;
import io.noria.protocols.http.PrometheusText;
import io.noria.protocols.http.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers that speak HTTP/2 as no well-behaved client would. */
class HostileCallersTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final HttpLimits LIMITS =
      new HttpLimits(
          1 << 20,
          Long.MAX_VALUE,
          8 * 1024,
          16,
          2,
          1000,
          Duration.ofMillis(300),
          Duration.ofMillis(700),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          new HttpLimits.Patience(Duration.ofMillis(700), Duration.ofMillis(700)));
  private static final ErrorForm FORM =
      error -> new ErrorForm.Answer(404, "text/plain", new byte[0]);
  private static final Logger QUIET = Logger.getLogger("io.helidon");
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  static {
    QUIET.setLevel(Level.SEVERE);
  }

  private HttpServer server;

  @BeforeEach
  void open() {
    GrpcService echo =
        GrpcService.of("test", "test.Echo")
            .unary("Echo", BytesValue.parser(), (x, call) -> x)
            .unary("Much", StringValue.parser(), (x, call) -> much())
            .streaming("Both", BytesValue.parser(), HostileCallersTest::both);
    server =
        HttpServer.open(
            new HttpServer.Address("127.0.0.1", 0),
            LIMITS,
            Gatekeeper.LOCAL,
            List.of(Routes.of("own", FORM, "/own")),
            new HttpServer.Extras(new GrpcProtocol(List.of(echo)), -1));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static BytesValue much() {
    return BytesValue.of(ByteString.copyFrom(new byte[64 << 20]));
  }

  private static void both(GrpcStream<BytesValue, BytesValue> stream, GrpcCall call) {
    BytesValue next;
    while ((next = stream.next()) != null) {
      stream.send(next);
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = payload.length;
    out.writeBytes(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
    out.writeBytes(new byte[] {(byte) type, (byte) flags});
    out.writeBytes(
        new byte[] {
          (byte) (stream >> 24), (byte) (stream >> 16), (byte) (stream >> 8), (byte) stream
        });
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] head(String path, int stream, String... more) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86});
    literal(block, ":path", path);
    literal(block, ":authority", "127.0.0.1");
    literal(block, "content-type", "application/grpc");
    for (int i = 0; i < more.length; i += 2) {
      literal(block, more[i], more[i + 1]);
    }
    return frame(1, END_HEADERS, stream, block.toByteArray());
  }

  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] message(int stream, int flags, byte[] bytes) {
    byte[] framed = new byte[5 + bytes.length];
    framed[1] = (byte) (bytes.length >> 24);
    framed[2] = (byte) (bytes.length >> 16);
    framed[3] = (byte) (bytes.length >> 8);
    framed[4] = (byte) bytes.length;
    System.arraycopy(bytes, 0, framed, 5, bytes.length);
    return frame(0, flags, stream, framed);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    send(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    send(socket, frame(4, 0, 0, new byte[0]));
    return socket;
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Whether the other side closes, however much it says before. */
  private static boolean closes(Socket socket) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try {
      while (socket.getInputStream().read(buffer) >= 0) {
        // Not yet.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  private void assertOthersAreServedAndNothingIsLeft() throws Exception {
    try (GrpcClient client = new GrpcClient(server.port())) {
      BytesValue sent = BytesValue.of(ByteString.copyFromUtf8("x"));
      assertThat(client.call("test.Echo/Echo", sent, BytesValue.parser())).isEqualTo(sent);
    }
    await("nothing is left")
        .atMost(SOON)
        .untilAsserted(() -> {
          PrometheusText out = new PrometheusText();
          server.figures().write(out);
          assertThat(new String(out.bytes(), StandardCharsets.UTF_8))
              .contains("noria_http_requests_under_way 0\n")
              .contains("noria_http_streams_open 0\n")
              .contains("noria_grpc_calls_open 0\n");
        });
  }

  @Test
  void aMessageThatDoesNotComeIsNotWaitedForForEver() throws Exception {
    try (Socket slow = connect()) {
      for (int i = 0; i < 10; i++) {
        send(slow, head("/test.Echo/Echo", 2 * i + 1));
        send(slow, frame(0, 0, 2 * i + 1, new byte[] {0, 0, 0}));
      }
      await().pollInterval(java.time.Duration.ofMillis(5)).until(() -> server.underWay() == 10);
      await().atMost(SOON).until(() -> server.underWay() == 0);
      assertThat(closes(slow)).as("what is refused must be ended by the caller").isTrue();
    }
    assertOthersAreServedAndNothingIsLeft();
  }

  @Test
  void aCallerThatVanishesLeavesNothingBehind() throws Exception {
    for (int round = 0; round < 3; round++) {
      Socket gone = connect();
      send(gone, head("/test.Echo/Echo", 1));
      send(gone, head("/test.Echo/Both", 3));
      send(gone, message(3, 0, new byte[0]));
      send(gone, head("/test.Echo/Nothing", 5));
      await().pollInterval(java.time.Duration.ofMillis(5)).until(() -> server.underWay() == 1);
      gone.close();
    }
    assertOthersAreServedAndNothingIsLeft();
  }

  @Test
  void whoTakesNoneOfItsAnswersIsCutOff() throws Exception {
    try (Socket lazy = connect()) {
      // All windows wide open, and nothing is read.
      send(lazy, frame(4, 0, 0, new byte[] {0, 4, 0x7f, -1, -1, -1}));
      send(lazy, frame(8, 0, 0, new byte[] {0x7f, 0, 0, 0}));
      send(lazy, head("/test.Echo/Much", 1));
      send(lazy, message(1, END_STREAM, new byte[0]));
      await().pollInterval(java.time.Duration.ofMillis(5)).until(() -> server.underWay() == 1);
      await().atMost(SOON).until(() -> server.underWay() == 0);
    }
    try (Socket narrow = connect()) {
      send(narrow, head("/test.Echo/Much", 1));
      send(narrow, message(1, END_STREAM, new byte[0]));
      await().pollInterval(java.time.Duration.ofMillis(5)).until(() -> server.underWay() == 1);
      assertThat(closes(narrow)).isTrue();
    }
    assertOthersAreServedAndNothingIsLeft();
  }

  @Test
  void aFloodOfResetsEndsTheConnection() throws Exception {
    try (Socket flood = connect()) {
      Thread reader = Thread.ofVirtual().start(() -> drain(flood));
      try {
        for (int i = 0; i < 200_000; i++) {
          send(flood, head("/test.Echo/Echo", 2 * i + 1));
          send(flood, frame(3, 0, 2 * i + 1, new byte[] {0, 0, 0, 8}));
        }
        throw new AssertionError("not cut off");
      } catch (SocketException e) {
        // As it should be.
      }
      reader.join();
    }
    assertOthersAreServedAndNothingIsLeft();
  }

  private static void drain(Socket socket) {
    try {
      closes(socket);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void callsBeyondAllMeasureEndTheConnection() throws Exception {
    try (Socket many = connect()) {
      Thread reader = Thread.ofVirtual().start(() -> drain(many));
      try {
        for (int i = 0; i < 5_000; i++) {
          send(many, head("/test.Echo/Echo", 2 * i + 1));
          if (i % 100 == 0) {
            LockSupport.parkNanos(1_000_000);
          }
        }
      } catch (SocketException e) {
        // Cut off on the way.
      }
      reader.join();
    }
    assertOthersAreServedAndNothingIsLeft();
  }

  @Test
  void headersBeyondTheLimitAreRefused() throws Exception {
    try (Socket large = connect()) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      for (int i = 0; i < 100; i++) {
        literal(block, "x" + i, "y".repeat(100));
      }
      send(large, frame(1, 0, 1, block.toByteArray()));
      send(large, frame(9, 0, 1, block.toByteArray()));
      assertThat(closes(large)).isTrue();
    }
    assertOthersAreServedAndNothingIsLeft();
  }

  @Test
  void aMessageThatUnpacksToMuchIsRefused() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (var gzip = new java.util.zip.GZIPOutputStream(bomb)) {
      for (int i = 0; i < 64; i++) {
        gzip.write(new byte[1 << 20]);
      }
    }
    byte[] framed = message(1, END_STREAM, bomb.toByteArray());
    framed[9] = 1;
    try (Socket caller = connect()) {
      send(caller, head("/test.Echo/Echo", 1, "grpc-encoding", "gzip"));
      for (int at = 0; at < framed.length - 9; at += 16_000) {
        int length = Math.min(16_000, framed.length - 9 - at);
        byte[] part = new byte[length];
        System.arraycopy(framed, 9 + at, part, 0, length);
        send(caller, frame(0, at + length == framed.length - 9 ? END_STREAM : 0, 1, part));
      }
      byte[] buffer = new byte[4096];
      StringBuilder all = new StringBuilder();
      while (!all.toString().contains("grpc-message")) {
        int read = caller.getInputStream().read(buffer);
        assertThat(read).isPositive();
        all.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
      }
      assertThat(all.toString()).contains("at most");
    }
    assertOthersAreServedAndNothingIsLeft();
  }
}
