package io.noria.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoriaClientTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private HttpServer server;
  private NoriaClient client;
  private int status = 200;
  private String answer = "{\"ok\":true}";

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(body, StandardCharsets.UTF_8));
          boolean shed = busy.getAndDecrement() > 0;
          if (shed) {
            exchange.getResponseHeaders().set("Retry-After", "0");
          }
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(shed ? 503 : status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    client = NoriaClient.of(uri(), "secret", Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    client.close();
    server.stop(0);
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void callsTheApiAsTheTokensCarrier() {
    assertThat(client.get("/runs?filter=a").path("ok").asBoolean()).isTrue();
    client.post("/tokens", Map.of("name", "anna"));
    client.delete("/tokens/anna");
    assertThat(asked)
        .containsExactly(
            "GET /noria/v1/runs?filter=a Bearer secret ",
            "POST /noria/v1/tokens Bearer secret {\"name\":\"anna\"}",
            "DELETE /noria/v1/tokens/anna Bearer secret ");
  }

  @Test
  void asksABusyServerAgain() {
    busy.set(2);
    assertThat(client.get("/runs").path("ok").asBoolean()).isTrue();
    assertThat(asked).hasSize(3);
  }

  @Test
  void givesUpOnAServerThatStaysBusy() {
    busy.set(100);
    NoriaException refused = catchThrowableOfType(NoriaException.class, () -> client.get("/runs"));
    assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(asked).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | {\"error\":{\"code\":\"PERMISSION_DENIED\",\"message\":\"no\",\"evidence\":\"verdict:1\"}} | PERMISSION_DENIED | no (evidence: verdict:1)",
        "409 | {\"error\":{\"code\":\"FAILED_PRECONDITION\",\"message\":\"later\"}} | FAILED_PRECONDITION | later",
        "404 | not json | NOT_FOUND | answered with status 404",
        "401 | {} | UNAUTHENTICATED | answered with status 401",
        "500 | {} | INTERNAL | answered with status 500"
      })
  void saysWhyItWasRefused(int refusal, String body, ErrorCode code, String message) {
    status = refusal;
    answer = body;
    NoriaException refused = catchThrowableOfType(NoriaException.class, () -> client.get("/runs"));
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused).hasMessageContaining(message);
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    status = 404;
    answer = "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"no\"}}";
    assertThat(client.find("/runs/1")).isEmpty();
  }

  @Test
  void saysWhereNobodyAnswers() {
    server.stop(0);
    assertThatThrownBy(() -> client.get("/runs"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("no server answers at")
        .hasMessageContaining("NORIA_URL");
    assertThatThrownBy(() -> NoriaClient.of(URI.create("ftp://x"), null, Duration.ofSeconds(1)))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("expected: a URL such as");
  }

  @Test
  void escapesSegments() {
    assertThat(NoriaClient.segment("a b/c")).isEqualTo("a%20b%2Fc");
  }
}
