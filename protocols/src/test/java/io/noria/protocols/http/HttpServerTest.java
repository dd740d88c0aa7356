package io.noria.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.noria.base.Actor;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
  private static final HttpLimits SMALL =
      new HttpLimits(
          1000,
          2000,
          8 * 1024,
          2,
          1,
          100,
          Duration.ofMillis(300),
          Duration.ofMillis(700),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          HttpLimits.Patience.DEFAULT);

  private static final ErrorForm FORM =
      error ->
          new ErrorForm.Answer(
              HttpStatuses.of(error.code()),
              "application/json",
              ("own:" + error.code() + ":" + error.getMessage()).getBytes(StandardCharsets.UTF_8));
  private static final ErrorForm OTHER =
      error ->
          new ErrorForm.Answer(
              HttpStatuses.of(error.code()),
              "text/plain",
              ("other:" + error.getMessage()).getBytes(StandardCharsets.UTF_8));

  private record Note(String text, int howMany, Instant at) {}

  private static final java.util.logging.Logger QUIET =
      java.util.logging.Logger.getLogger("io.helidon");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger changes = new AtomicInteger();
  private final CountDownLatch hold = new CountDownLatch(1);
  private final AtomicInteger holding = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void open() {
    server = open(Gatekeeper.LOCAL);
  }

  @AfterEach
  void close() {
    hold.countDown();
    server.close();
  }

  private HttpServer open(Gatekeeper gatekeeper) {
    Routes own =
        Routes.of("own", FORM, "/own")
            .get("/own/things/{id}", x -> x.send(Map.of("id", x.path("id"))))
            .get("/own/things/first", x -> x.sendText(200, "first"))
            .get("/own/files/{path...}", x -> x.sendText(200, "[" + x.path("path") + "]"))
            .get("/own/who", x -> x.sendText(200, Actor.current()))
            .get("/own/open", x -> x.sendText(200, "open"), Routes.Option.OPEN)
            .get("/own/number", x -> x.sendText(200, "" + x.query().number("n", 5, 1, 10)))
            .get("/own/breaks", x -> fail())
            .get(
                "/own/refused",
                x -> {
                  throw NoriaException.refused("no", Ref.parse("verdict:1"));
                })
            .post("/own/things", x -> x.send(201, change(x.json(Note.class))))
            .post("/own/tree", x -> x.send(201, x.json()))
            .post("/own/upload", x -> x.sendText(200, "" + x.stream().readAllBytes().length))
            .get(
                "/own/hold",
                x -> {
                  holding.incrementAndGet();
                  hold.await();
                  x.sendText(200, "held");
                })
            .post(
                "/own/alone",
                x -> {
                  server.alone(changes::incrementAndGet);
                  x.sendText(200, "alone with " + server.underWay());
                })
            .get(
                "/own/events",
                x -> {
                  try (EventStream events = x.sendEvents()) {
                    events.send("7", "tick", "{\"n\":1}".getBytes(StandardCharsets.UTF_8));
                    while (!x.stopping()) {
                      events.heartbeat();
                      hold.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                    }
                  }
                },
                Routes.Option.STREAM);
    Routes other = Routes.of("other", OTHER, "/own/other").post("/own/other/x", x -> x.send("x"));
    return HttpServer.open("127.0.0.1", 0, SMALL, gatekeeper, List.of(own, other));
  }

  private Note change(Note note) {
    changes.incrementAndGet();
    return note;
  }

  private static void fail() {
    throw new IllegalStateException("secret detail");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private String raw(String text) throws IOException {
    try (RawHttp raw = new RawHttp(server.port())) {
      return raw.send(text).answer();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/own/things/7 | {\"id\":\"7\"}",
        "/own/things/first | first",
        "/own/things/first/ | first",
        "/own/things/a%20b%2Fc+d | {\"id\":\"a b/c+d\"}",
        "/own/things/%E2%82%AC | {\"id\":\"€\"}",
        "/own/files | []",
        "/own/files/a/b%2Fc.txt | [a/b/c.txt]",
        "/own/number | 5",
        "/own/number?n=7 | 7",
        "/own/who | local"
      })
  void findsTheRouteAndItsParts(String path, String expected) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/own/nothing | 404 | own:NOT_FOUND:nothing answers at /own/nothing",
        "/ | 404 | own:NOT_FOUND:nothing answers at /",
        "/ownish | 404 | own:NOT_FOUND:nothing answers at /ownish",
        "/own/other/nothing | 404 | other:nothing answers at /own/other/nothing",
        "/own/other/x | 405 | other:/own/other/x does not answer GET (expected: POST)",
        "/own/number?n=11 | 400 | own:INVALID_ARGUMENT:n: 11 (expected: a whole number from 1 to 10)",
        "/own/number?n=x | 400 | own:INVALID_ARGUMENT:n: x (expected: a whole number from 1 to 10)",
        "/own/refused | 403 | own:PERMISSION_DENIED:no",
        "/own/breaks | 500 | own:INTERNAL:something is broken in Noria; the server's log says what"
      })
  void answersErrorsInTheDialectsForm(String path, int status, String expected) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.body()).isEqualTo(expected);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\":\"a\",\"how_many\":1,\"at\":\"2013-04-01T00:00:00Z\"} x | line 1",
        "{\"text\":\"a\" | not JSON",
        "'' | ",
        "[] | ",
        "null | body: null",
        "{\"text\":\"a\",\"text\":\"b\"} | Duplicate field 'text'",
        "{\"txet\":\"a\",\"how_many\":1} | unknown field txet (expected: one of [",
        "{\"text\":{},\"how_many\":1} | body: text",
        "{\"text\":\"a\",\"how_many\":\"1\"} | body: how_many",
        "{\"text\":\"a\",\"how_many\":1.5} | body: how_many",
        "{\"text\":\"a\",\"how_many\":99999999999} | body: how_many",
        "{\"text\":\"a\",\"how_many\":1,\"at\":\"yesterday\"} | body: at"
      })
  void refusesBrokenBodiesAndChangesNothing(String body, String expected) throws Exception {
    HttpResponse<String> answer = post("/own/things", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).startsWith("own:INVALID_ARGUMENT:body");
    if (expected != null) {
      assertThat(answer.body()).contains(expected);
    }
    assertThat(changes).hasValue(0);
  }

  @Test
  void readsAndWritesSnakeCase() throws Exception {
    String json = "{\"text\":\"a\",\"how_many\":1,\"at\":\"2013-04-01T00:00:00Z\"}";
    HttpResponse<String> answer = post("/own/things", json);
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo(json);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(changes).hasValue(1);
  }

  @Test
  void refusesDeepNesting() throws Exception {
    HttpResponse<String> answer = post("/own/tree", "[".repeat(400) + "]".repeat(400));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("nesting depth");
  }

  @Test
  void refusesLargeBodiesAnnouncedOrNot() throws Exception {
    assertThat(post("/own/tree", "\"" + "x".repeat(2000) + "\"").statusCode()).isEqualTo(413);
    String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
    String answer =
        raw(
            "POST /own/tree HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk
                + chunk
                + "0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413").contains("at most 1000 bytes");
    assertThat(post("/own/upload", "x".repeat(1500)).body()).isEqualTo("1500");
    assertThat(post("/own/upload", "x".repeat(2500)).statusCode()).isEqualTo(413);
  }

  @Test
  void refusesHeadersBeyondTheLimit() throws Exception {
    String answer =
        raw("GET /own/who HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(9000) + "\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 4(31|00|13) .*");
    assertThat(get("/own/who").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /own/things/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /own/things/a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET own/who HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void answersNonsenseWithACallersError(String request) throws Exception {
    assertThat(raw(request)).matches("(?s)HTTP/1.[01] 4[0-9][0-9] .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense\r\n\r\n", "GET /own/who HTTP/9\r\n\r\n", "\u0016\u0003\u0001\u0002"})
  void closesOnWhatIsNotHttp(String bytes) throws Exception {
    assertThat(raw(bytes)).as("says so, or nothing").matches("(?s)(HTTP/1.1 400 .*)?");
    assertThat(get("/own/who").statusCode()).isEqualTo(200);
  }

  @Test
  void cutsCallersThatSendTooSlowly() throws Exception {
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.send("POST /own/tree HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
      assertThat(raw.answer()).startsWith("HTTP/1.1 408");
    }
    await().until(() -> server.underWay() == 0);
  }

  @Test
  void shedsRequestsBeyondTheLimitAtOnce() throws Exception {
    try (RawHttp one = new RawHttp(server.port());
        RawHttp two = new RawHttp(server.port())) {
      one.send("GET /own/hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      two.send("GET /own/hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await().until(() -> holding.get() == 2);
      HttpResponse<String> third = get("/own/who");
      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(third.headers().firstValue("retry-after")).hasValue("1");
      hold.countDown();
      assertThat(one.answer()).startsWith("HTTP/1.1 200");
      assertThat(two.answer()).startsWith("HTTP/1.1 200");
    }
    assertThat(get("/own/who").statusCode()).isEqualTo(200);
  }

  @Test
  void lettingRequestsEndItStops() throws Exception {
    try (RawHttp one = new RawHttp(server.port());
        RawHttp events = new RawHttp(server.port())) {
      one.send("GET /own/hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      events.send("GET /own/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await().until(() -> holding.get() == 1);
      Thread stopper = Thread.startVirtualThread(server::close);
      hold.countDown();
      assertThat(one.answer()).startsWith("HTTP/1.1 200").endsWith("held");
      assertThat(events.answer()).contains("id: 7", "event: tick", "data: {\"n\":1}");
      stopper.join(Duration.ofSeconds(5));
      assertThat(stopper.isAlive()).isFalse();
    }
  }

  @Test
  void worksAloneOnceOthersHaveEnded() throws Exception {
    try (RawHttp one = new RawHttp(server.port())) {
      one.send("GET /own/hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await().until(() -> holding.get() == 1);
      Thread.startVirtualThread(() -> {
        await().until(() -> changes.get() == 0);
        hold.countDown();
      });
      assertThat(server.underWay()).isEqualTo(1);
      assertThat(one.answer()).endsWith("held");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, , 403",
    "evil.example:7600, , 403",
    "127.0.0.1.evil.example, , 403",
    "127.0.0.1, http://evil.example, 403",
    "localhost:7600, http://localhost:7601, 403",
    "localhost:7600, https://localhost:7600, 403",
    "localhost:7600, null, 403",
    "localhost:7600, http://localhost:7600, 201",
    "[::1]:7600, , 201",
    "127.0.0.1, , 201"
  })
  void refusesForeignHostsAndOriginsWithoutTokens(String host, String origin, int status)
      throws Exception {
    String answer =
        raw(
            "POST /own/tree HTTP/1.1\r\nHost: "
                + host
                + (origin == null ? "" : "\r\nOrigin: " + origin)
                + "\r\nContent-Length: 2\r\n\r\n{}");
    assertThat(answer).startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @CsvSource({
    "noria.example, , , 201",
    "noria.example, https://noria.example, same-origin, 201",
    "noria.example, http://noria.example, , 201",
    "noria.example:443, https://noria.example, , 201",
    "noria.example:8443, https://noria.example:8443, , 201",
    "127.0.0.1:7600, https://noria.example, same-origin, 201",
    "noria.example, https://evil.example, , 403",
    "noria.example, https://noria.example:8443, , 403",
    "noria.example, https://noria.example.evil.example, same-site, 403",
    "noria.example, ftp://noria.example, , 403",
    "noria.example, null, , 403",
    "noria.example, null, same-origin, 403",
    "noria.example, , cross-site, 403",
    "noria.example, https://noria.example, cross-site, 403"
  })
  void refusesForeignOriginsWithTokensToo(String host, String origin, String site, int status)
      throws Exception {
    server.close();
    server = open(new OneToken());
    String answer =
        raw(
            "POST /own/tree HTTP/1.1\r\nHost: "
                + host
                + "\r\nAuthorization: Basic dXNlcjpnb29k"
                + (origin == null ? "" : "\r\nOrigin: " + origin)
                + (site == null ? "" : "\r\nSec-Fetch-Site: " + site)
                + "\r\nContent-Length: 2\r\n\r\n{}");
    assertThat(answer).startsWith("HTTP/1.1 " + status);
  }

  private static final class OneToken implements Gatekeeper {
    @Override
    public boolean tokensRequired() {
      return true;
    }

    @Override
    public String nameOf(String token) {
      return token.equals("good") ? "anna" : null;
    }
  }

  @Test
  void asksForTokensWhereTheyAreRequired() throws Exception {
    server.close();
    server = open(new OneToken());
    HttpResponse<String> without = get("/own/who");
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("www-authenticate")).isPresent();
    assertThat(get("/own/open").statusCode()).isEqualTo(200);
    assertThat(with("Bearer good").body()).isEqualTo("anna");
    assertThat(with("Basic dXNlcjpnb29k").body()).isEqualTo("anna");
    assertThat(with("Bearer bad").statusCode()).isEqualTo(401);
    assertThat(with("Basic ???").statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> with(String authorization) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri("/own/who")).header("Authorization", authorization).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void countsByRouteAndStatus() throws Exception {
    get("/own/who");
    get("/own/who");
    get("/own/refused");
    get("/nowhere");
    // They are counted once they are answered.
    await()
        .untilAsserted(() ->
            assertThat(figures())
                .contains(
                    "noria_http_requests_total{dialect=\"own\",method=\"GET\",route=\"/own/who\",status=\"200\"} 2\n",
                    "route=\"/own/refused\",status=\"403\"} 1\n",
                    "dialect=\"none\",method=\"\",route=\"\",status=\"404\"} 1\n",
                    "noria_http_request_duration_seconds_count{dialect=\"own\",method=\"GET\",route=\"/own/who\"} 2\n",
                    "route=\"/own/who\",le=\"+Inf\"} 2\n"));
  }

  private String figures() {
    PrometheusText text = new PrometheusText();
    server.figures().write(text);
    return new String(text.bytes(), StandardCharsets.UTF_8);
  }
}
