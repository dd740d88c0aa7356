package io.noria.protocols.http.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OtlpExporterTest {
  /** Takes a request, says the words, and nothing more. */
  private static CompletableFuture<Socket> collector(ServerSocket listening, String words) {
    var taken = new CompletableFuture<Socket>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            Socket socket = listening.accept();
            taken.complete(socket);
            socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
            while (socket.getInputStream().read() >= 0) {
              // Until the other goes away.
            }
          } catch (IOException e) {
            taken.completeExceptionally(e);
          }
        });
    return taken;
  }

  @Test
  @Timeout(60)
  void aCollectorThatStallsAmidItsAnswerIsGivenUp() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var taken = collector(listening, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
      var to =
          new OtlpExporter.To(
              URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/v1/traces"),
              Map.of(),
              false,
              Duration.ofMillis(500));
      var exporter = new OtlpExporter(to, Map.of(), "0");
      assertThatThrownBy(() -> exporter.export(List.of()))
          .isInstanceOfSatisfying(SpanExporter.Refused.class, e -> assertThat(e.later()).isTrue());
      taken.get().close();
    }
  }
}
