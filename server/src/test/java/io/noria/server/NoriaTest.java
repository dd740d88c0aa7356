package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Routes;
import io.noria.server.config.NoriaConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoriaTest {
  private static final java.util.logging.Logger QUIET = java.util.logging.Logger.getLogger("");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  /** Dialects whose routes our own document describes. */
  private static final Set<String> DOCUMENTED = Set.of("rest", "plain", "prometheus");

  @TempDir static Path folder;
  private static Noria noria;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void open() {
    noria = Noria.open(config("127.0.0.1", true));
  }

  @AfterAll
  static void close() {
    noria.close();
  }

  private static NoriaConfig config(String host, boolean ephemeral) {
    return NoriaConfig.load(
        new NoriaConfig.Arguments(
            ephemeral ? null : folder.resolve("data"), 0, host, null, null, ephemeral, Map.of()),
        Map.of(),
        () -> folder.resolve("ephemeral"));
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return send(noria, method, path, body, null);
  }

  private HttpResponse<String> send(
      Noria server, String method, String path, String body, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = send("GET", path, "");
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  @Test
  void servesEveryDocumentedRouteAndDocumentsEveryServedOne() throws Exception {
    Set<String> documented = new TreeSet<>();
    get("/noria/v1/openapi.json")
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                  if (!method.equals("parameters")) {
                    documented.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                  }
                }));
    Set<String> served = new TreeSet<>();
    for (Routes.Route route : noria.routes()) {
      if (DOCUMENTED.contains(route.dialect())) {
        served.add(route.method() + " " + route.pattern());
      }
    }
    assertThat(served).containsExactlyElementsOf(documented);
  }

  @ParameterizedTest
  @CsvSource({
    "/noria/v1/projects",
    "/noria/v1/runs",
    "/noria/v1/models",
    "/noria/v1/deployments",
    "/noria/v1/datasets",
    "/noria/v1/events",
    "/noria/v1/alerts",
    "/noria/v1/pipelines/runs",
    "/noria/v1/tokens",
    "/noria/v1/search?q=zebra"
  })
  void listsNothingAtFirst(String path) throws Exception {
    JsonNode answer = get(path);
    assertThat(answer.path("items").isArray()).isTrue();
    assertThat(answer.path("items")).isEmpty();
    assertThat(answer.has("next_page_token")).isFalse();
  }

  @Test
  void isHealthyInEveryArea() throws Exception {
    JsonNode health = get("/noria/v1/health");
    assertThat(health.path("status").asText()).as(health.toString()).isEqualTo("ok");
    assertThat(health.path("checks").findValuesAsText("area"))
        .containsExactly("database", "objects", "outbox", "serving");
    assertThat(get("/health").path("status").asText()).isEqualTo("healthy");
    assertThat(get("/noria/v1/version").path("ephemeral").asBoolean()).isTrue();
    assertThat(send("GET", "/metrics", "").body())
        .contains("# TYPE noria_http_requests_total counter", "noria_heap_used_bytes ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /noria/v1/nothing | | 404 | NOT_FOUND",
        "GET | /noria/v1/runs/none | | 404 | NOT_FOUND",
        "GET | /noria/v1/runs/a%2Fb | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/runs/none/artifacts/content?path=../../noria.db | | 404 | NOT_FOUND",
        "GET | /noria/v1/runs?max_results=0 | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/runs?filter=metrics.%20%3E | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/events?page_token=x | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/lineage | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/lineage?ref=nonsense | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/lineage?ref=run:x&direction=up | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/models/none | | 404 | NOT_FOUND",
        "GET | /noria/v1/models/none/versions/x | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/models/none/versions/1 | | 404 | NOT_FOUND",
        "GET | /noria/v1/datasets/none/versions | | 404 | NOT_FOUND",
        "GET | /noria/v1/deployments/none | | 404 | NOT_FOUND",
        "GET | /noria/v1/deployments/none/drift | | 404 | NOT_FOUND",
        "GET | /noria/v1/predictions/x | | 400 | INVALID_ARGUMENT",
        "GET | /noria/v1/pipelines/runs/none | | 404 | NOT_FOUND",
        "GET | /noria/v1/verdicts/none | | 404 | NOT_FOUND",
        "GET | /noria/v1/alerts?status=x | | 400 | INVALID_ARGUMENT",
        "DELETE | /noria/v1/runs | | 405 | UNIMPLEMENTED",
        "POST | /noria/v1/labels | {\"labels\":[{\"value\":1}]} | 400 | INVALID_ARGUMENT",
        "POST | /noria/v1/labels | {\"labels\":7} | 400 | INVALID_ARGUMENT",
        "POST | /noria/v1/labels | {\"label\":[]} | 400 | INVALID_ARGUMENT",
        "POST | /noria/v1/tokens | {\"name\":\"a b\"} | 400 | INVALID_ARGUMENT",
        "POST | /noria/v1/tokens | {} | 400 | INVALID_ARGUMENT",
        "POST | /noria/v1/projects/apply | {\"folder\":\"/nonexistent\"} | 404 | NOT_FOUND",
        "POST | /noria/v1/projects/none/run | {} | 404 | NOT_FOUND",
        "POST | /noria/v1/models/none/rollback | {\"version\":1,\"why\":\"x\"} | 404 | NOT_FOUND",
        "POST | /noria/v1/models/none/versions/1/stage | {\"stage\":\"Nowhere\"} | 400 | INVALID_ARGUMENT",
        "POST | /predict | {\"features\":{}} | 404 | NOT_FOUND",
        "PATCH | /noria/v1/runs/none | {\"tags\":{\"a\":1}} | 400 | INVALID_ARGUMENT"
      })
  void answersWhatACallerDidWrong(String method, String path, String body, int status, String code)
      throws Exception {
    long events = get("/noria/v1/events").path("items").size();
    HttpResponse<String> answer = send(method, path, body == null ? "" : body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error = json.readTree(answer.body()).path("error");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(get("/noria/v1/events").path("items").size()).isEqualTo(events);
  }

  @Test
  void isAsAtTheFirstStartAfterAReset() throws Exception {
    String token = token(noria);
    assertThat(send("GET", "/noria/v1/runs", "").statusCode()).isEqualTo(401);
    HttpResponse<String> reset = send(noria, "POST", "/noria/v1/reset", "", token);
    assertThat(reset.statusCode()).as(reset.body()).isEqualTo(200);
    assertThat(get("/noria/v1/runs").path("items")).isEmpty();
    assertThat(get("/noria/v1/tokens").path("items")).isEmpty();
  }

  @Test
  void keepsTokensAndRefusesASecondServerOnItsFolder() throws Exception {
    String token;
    try (Noria first = Noria.open(config("127.0.0.1", false))) {
      assertThat(send(first, "POST", "/noria/v1/reset", "", null).statusCode()).isEqualTo(409);
      assertThatThrownBy(() -> Noria.open(config("127.0.0.1", false)))
          .isInstanceOf(NoriaException.class)
          .hasMessageContaining("in use by another server");
      token = token(first);
    }
    try (Noria second = Noria.open(config("127.0.0.1", false))) {
      assertThat(send(second, "GET", "/noria/v1/tokens", "", null).statusCode()).isEqualTo(401);
      assertThat(send(second, "GET", "/health", "", null).statusCode()).isEqualTo(200);
      HttpResponse<String> known = send(second, "GET", "/noria/v1/tokens", "", token);
      assertThat(json.readTree(known.body()).path("items").findValuesAsText("name"))
          .isEqualTo(List.of("anna"));
      send(second, "DELETE", "/noria/v1/tokens/anna", "", token);
    }
    assertThatThrownBy(() -> Noria.open(config("0.0.0.0", false)))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("noria tokens create");
  }

  private String token(Noria server) throws Exception {
    HttpResponse<String> made =
        send(server, "POST", "/noria/v1/tokens", "{\"name\":\"anna\"}", null);
    return json.readTree(made.body()).path("token").asText();
  }
}
