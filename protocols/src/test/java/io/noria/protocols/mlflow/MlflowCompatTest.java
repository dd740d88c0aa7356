package io.noria.protocols.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.protocols.http.Routes;
import io.noria.testkit.Golden;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/compat/mlflow.md} says of every route of MLflow's server what becomes of it here. The
 * page is made from what the server answers and from the routes that answered during the
 * transcripts and during the client's suites ({@code mlflow/hits.tsv}, written by the suites when
 * {@code NORIA_ROUTE_HITS} names a file). With {@code -Dnoria.golden=write} the page is written.
 */
class MlflowCompatTest {
  private static final Path PAGE = Path.of("../docs/compat/mlflow.md");
  private static final String OPENING =
      """
      # MLflow: route by route

      ```
      curl -s http://127.0.0.1:7600/api/3.0/mlflow/server-info
      ```

      Every route of MLflow 3.17.2's server, and what becomes of it here. This page is made by
      `MlflowCompatTest` from what the server answers, and from the routes that answered while the
      golden transcripts (`protocols/src/test/resources/mlflow`) and the suites of the unmodified
      client (`dist/src/test/python/mlflow` and `workspaces`) ran. What is served under `/api` is served under
      `/ajax-api` too. *works*: it answers; *501*: `NOT_IMPLEMENTED`, with a sentence about what to
      use instead, never repeated by clients; *—*: 404. The calls about workspaces answer where
      the server was started with `--workspaces`, and 501 elsewhere.

      """;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Which tests a route answered in, by method and pattern without its prefix. */
  private final Map<String, TreeSet<String>> tests = new TreeMap<>();

  @Test
  void thePageSaysWhatTheServerDoes() throws Exception {
    for (String name : Transcript.NAMES) {
      try (MlflowServer server = open(name, false)) {
        new Transcript(http, server.url()).play(name);
        // Counted is what was answered before: a connection takes one request after the other.
        status(server, "GET", "/nowhere");
        for (Routes.Route route : server.routes()) {
          route
              .stats()
              .statuses((status, count) -> {
                if (status < 400 || status == 501) {
                  add(route.method(), route.pattern(), "transcript " + name);
                }
              });
        }
      }
    }
    for (String line : Golden.read("mlflow/hits.tsv").lines().toList()) {
      String[] cells = line.split("\t");
      add(cells[0], cells[1], cells[2]);
    }
    StringBuilder page = new StringBuilder(OPENING);
    page.append("| method | path | here | exercised by |\n|---|---|---|---|\n");
    Map<String, Integer> counts = new TreeMap<>();
    try (MlflowServer server = open("page", true)) {
      for (String line : Golden.read("mlflow/routes.tsv").lines().toList()) {
        String[] cells = line.split(" ");
        String status = status(server, cells[0], cells[1]);
        counts.merge(status, 1, Integer::sum);
        page.append("| %s | `%s` | %s | %s |\n".formatted(cells[0], cells[1], status, by(cells)));
      }
    }
    page.append(
        "\n"
            + counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "))
            + ".\n");
    if ("write".equals(System.getProperty("noria.golden"))) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/compat/mlflow.md is stale: run this test with -Dnoria.golden=write")
        .isEqualTo(page.toString());
    http.close();
  }

  private MlflowServer open(String name, boolean workspaces) throws Exception {
    return MlflowServer.open(
        Files.createDirectory(folder.resolve(name)),
        InstantSource.fixed(Instant.parse("2013-04-01T00:00:00Z")),
        workspaces);
  }

  private void add(String method, String pattern, String test) {
    tests.computeIfAbsent(key(method, pattern), k -> new TreeSet<>()).add(test);
  }

  /** Names of captured parts differ, and so do the two prefixes. */
  private static String key(String method, String pattern) {
    return method + " " + pattern.replaceAll("\\{[^}]*}", "*").replace("/ajax-api/", "/api/");
  }

  private String by(String[] cells) {
    TreeSet<String> found = tests.get(key(cells[0], cells[1]));
    return found == null ? "" : String.join(", ", found);
  }

  private String status(MlflowServer server, String method, String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(server.url() + path.replaceAll("\\{[^}]*}", "x")))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 501) {
      return "501";
    }
    boolean nowhere =
        answer.body().contains("ENDPOINT_NOT_FOUND") || answer.body().contains("nothing answers");
    return nowhere ? "—" : "works";
  }
}
