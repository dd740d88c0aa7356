package io.noria.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.registry.WebhookAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers that do not do as they should. */
@Timeout(60)
class PostTest {
  private static final Duration SHORT = Duration.ofMillis(400);

  private static WebhookAnswer send(String scheme, int port, byte[] body) {
    InetAddress here = InetAddress.getLoopbackAddress();
    URI uri = URI.create(scheme + "://127.0.0.1:" + port + "/");
    return Post.send(new Target(uri, here), Map.of(), body, SHORT);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  }

  @Test
  void oneThatTakesNothingInIsLeftAtTheDeadline() throws Exception {
    try (ServerSocket server = listen()) {
      assertThat(send("http", server.getLocalPort(), new byte[64 << 20]).error())
          .isEqualTo("no answer within the time allowed");
    }
  }

  @Test
  void oneThatHandsOutItsHandshakeByteByByteIsLeftAtTheDeadline() throws Exception {
    try (ServerSocket server = listen();
        ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor()) {
      CompletableFuture<Socket> accepted = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              Socket socket = server.accept();
              // A record of a handshake with 16 KiB that never come to an end.
              socket.getOutputStream().write(new byte[] {22, 3, 3, 0x3f, 0});
              accepted.complete(socket);
            } catch (IOException e) {
              accepted.completeExceptionally(e);
            }
          });
      drip.scheduleAtFixedRate(
          () -> {
            try {
              accepted.join().getOutputStream().write(0);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          },
          0,
          20,
          TimeUnit.MILLISECONDS);
      assertThat(send("https", server.getLocalPort(), new byte[1]).error())
          .isEqualTo("no answer within the time allowed");
      drip.shutdownNow();
      accepted.join().close();
    }
  }

  @Test
  void whatTheJdkDoesNotLikeIsAFailedDelivery() {
    WebhookAnswer answer = send("http", 99_999, new byte[1]);
    assertThat(answer.taken()).isFalse();
    assertThat(answer.error()).contains("99999");
  }
}
