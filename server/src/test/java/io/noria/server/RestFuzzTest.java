package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.protocols.http.Routes;
import io.noria.server.config.NoriaConfig;
import io.noria.testkit.Nasty;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is sent to any route of our own API: no 5xx, and an error is JSON that says what is
 * wrong. The fields are those of the API's own document.
 */
class RestFuzzTest {
  private static final long SEED = Long.getLong("noria.fuzz.seed", 20130401);
  private static final int ROUNDS = Integer.getInteger("noria.fuzz.rounds", 8);

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void noRouteBreaks() throws Exception {
    NoriaConfig config =
        NoriaConfig.load(
            new NoriaConfig.Arguments(null, 0, "127.0.0.1", null, null, true, Map.of()),
            Map.of(),
            () -> folder.resolve("ephemeral"));
    List<String> broken = new ArrayList<>();
    try (Noria noria = Noria.open(config)) {
      Nasty nasty = new Nasty(SEED, names(noria), List.of("0", "1", "flights", "auc", "run:1"));
      for (Routes.Route route : noria.routes()) {
        boolean skipped =
            !route.dialect().equals("rest")
                || route.options().contains(Routes.Option.STREAM)
                || route.pattern().contains("/reset");
        for (int i = 0; i < ROUNDS && !skipped; i++) {
          send(noria.url(), route, nasty, broken);
        }
      }
    }
    assertThat(broken).as("seed %s", SEED).isEmpty();
    http.close();
  }

  private void send(String url, Routes.Route route, Nasty nasty, List<String> broken)
      throws Exception {
    StringBuilder path = new StringBuilder();
    for (String segment : route.pattern().substring(1).split("/", -1)) {
      path.append('/').append(segment.startsWith("{") ? nasty.segment() : segment);
    }
    String query = nasty.query();
    boolean bodied = !route.method().equals("GET");
    String body = bodied ? nasty.body() : "";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path + query))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .method(route.method(), HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() < 400) {
      return;
    }
    JsonNode error = parsed(answer.body());
    if (answer.statusCode() >= 500 || error.path("error").isMissingNode()) {
      String shown = body.length() > 300 ? body.substring(0, 300) + "…" : body;
      broken.add(
          "%s %s%s\n%s\n%d %s"
              .formatted(route.method(), path, query, shown, answer.statusCode(), answer.body()));
    }
  }

  private JsonNode parsed(String text) {
    try {
      return json.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return json.createObjectNode();
    }
  }

  /** Every property of every schema, and every parameter. */
  private List<String> names(Noria noria) throws Exception {
    HttpResponse<String> document =
        http.send(
            HttpRequest.newBuilder(URI.create(noria.url() + "/noria/v1/openapi.json")).build(),
            HttpResponse.BodyHandlers.ofString());
    TreeSet<String> names = new TreeSet<>(List.of("limit", "page_token", "filter"));
    JsonNode tree = json.readTree(document.body());
    tree.path("components")
        .path("schemas")
        .forEach(schema -> schema.path("properties").fieldNames().forEachRemaining(names::add));
    assertThat(names).hasSizeGreaterThan(50);
    return new ArrayList<>(names);
  }
}
