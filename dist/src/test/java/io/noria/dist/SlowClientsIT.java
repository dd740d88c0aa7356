package io.noria.dist;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with a small heap, and callers who take nothing, say nothing or never end: it keeps
 * within its memory, serves everybody else meanwhile, and lets go of them after the time stated.
 */
class SlowClientsIT {
  private static final int FILE = 192 << 20;
  private static final int LAZY = 24;
  private static final int IDLE = 1500;

  @TempDir private Path temp;

  private Socket connect(NoriaProcess server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(60_000);
    socket.connect(
        new java.net.InetSocketAddress(
            InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort()));
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static void get(Socket socket, String path) throws IOException {
    send(socket, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  }

  @Test
  void othersAreServedAndMemoryIsBounded() throws Exception {
    ProcessBuilder command =
        NoriaProcess.command(
            "server",
            "--ephemeral",
            "--port",
            "0",
            "--set",
            "noria.http.write-timeout=PT3S",
            "--set",
            "noria.http.head-timeout=PT5S");
    command.environment().put("NORIA_JAVA_OPTS", "-Xmx128m");
    List<Socket> open = new ArrayList<>();
    try (NoriaProcess server = NoriaProcess.listening(command, temp.resolve("server.log"))) {
      Ledger ledger = Ledger.begin(server);
      String file =
          "/api/2.0/mlflow-artifacts/artifacts/0/" + ledger.run() + "/artifacts/large.bin";
      upload(server, file);
      for (int i = 0; i < IDLE; i++) {
        open.add(connect(server));
      }
      for (int i = 0; i < LAZY; i++) {
        Socket lazy = connect(server);
        get(lazy, i % 2 == 0 ? file : "/noria/v1/runs/" + ledger.run() + "/stream");
        open.add(lazy);
      }
      for (int i = 0; i < 50; i++) {
        assertThat(ledger.write(server).statusCode()).isEqualTo(200);
      }
      endlessBody(server);
      hugeHead(server);
      Awaitility.await("the lazy ones are let go")
          .atMost(Duration.ofSeconds(40))
          .until(() ->
              server
                  .get("/metrics")
                  .body()
                  .lines()
                  .anyMatch("noria_http_requests_under_way 1"::equals));
      Awaitility.await("the idle ones too")
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() ->
              assertThat(gauge(server, "noria_http_connections_open")).isLessThan(IDLE / 10.0));
      ledger.compareExactly(server);
      assertThat(gauge(server, "noria_http_connections_cut_total")).isPositive();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static double gauge(NoriaProcess server, String name) throws Exception {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  /** A file that is larger than the server's heap. */
  private static void upload(NoriaProcess server, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> stored =
          http.send(
              HttpRequest.newBuilder(URI.create(server.url() + path))
                  .PUT(
                      HttpRequest.BodyPublishers.ofInputStream(() ->
                          new InputStream() {
                            private int left = FILE;

                            @Override
                            public int read() {
                              return left-- > 0 ? left & 0xff : -1;
                            }
                          }))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    }
  }

  /** JSON that goes on and on is refused at the limit. */
  private void endlessBody(NoriaProcess server) throws IOException {
    try (Socket endless = connect(server)) {
      send(
          endless,
          "POST /api/2.0/mlflow/runs/log-batch HTTP/1.1\r\nHost: 127.0.0.1\r\n"
              + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
      byte[] chunk = ("2000\r\n" + "[".repeat(0x2000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      OutputStream out = endless.getOutputStream();
      for (int i = 0; i < 2_000_000; i++) {
        out.write(chunk);
      }
    } catch (SocketException e) {
      assertThat(e).as("cut by the server").hasMessageMatching("(?s).*(reset|Broken pipe).*");
      return;
    }
    throw new AssertionError("16 GB of JSON were taken");
  }

  private void hugeHead(NoriaProcess server) throws IOException {
    try (Socket huge = connect(server)) {
      send(huge, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n");
      for (int i = 0; i < 10_000; i++) {
        send(huge, "X-" + i + ": " + "x".repeat(1000) + "\r\n");
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageMatching("(?s).*(reset|Broken pipe).*");
      return;
    }
    throw new AssertionError("10 MB of headers were taken");
  }
}
