package io.noria.protocols.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.noria.testkit.Golden;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays the golden transcripts: each line {@code > METHOD PATH BODY} is sent, and what comes back
 * must be the lines after it. {@code = name json.path} keeps a part of the last answer, used as
 * {@code {{name}}}. Ids and times are repeatable. No answer of 400 and above changes anything.
 */
class MlflowTranscriptTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2013-04-01T00:00:00Z"));

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private final Map<String, String> kept = new HashMap<>();
  private MlflowServer server;

  @BeforeEach
  void open() {
    server = MlflowServer.open(folder, CLOCK);
  }

  @AfterEach
  void close() {
    server.close();
    http.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "experiments",
        "runs",
        "metrics",
        "logged-models",
        "registry",
        "artifacts",
        "browser",
        "graphql",
        "traces",
        "refusals"
      })
  void theServerAnswersAsWritten(String name) throws Exception {
    String file = "mlflow/" + name + ".txt";
    StringBuilder played = new StringBuilder();
    String last = "";
    for (String line : Golden.read(file).lines().toList()) {
      if (line.startsWith("> ")) {
        played.append(line).append('\n');
        last = send(line.substring(2), played);
      } else if (line.startsWith("= ")) {
        played.append(line).append('\n');
        keep(line.substring(2), last);
      } else if (!line.startsWith("< ")) {
        played.append(line).append('\n');
      }
    }
    Golden.check(file, played.toString());
  }

  private String send(String line, StringBuilder played) throws Exception {
    String filled = line;
    for (Map.Entry<String, String> one : kept.entrySet()) {
      filled = filled.replace("{{" + one.getKey() + "}}", one.getValue());
    }
    String[] parts = filled.split(" ", 3);
    String path = parts[1].startsWith("/") ? parts[1] : "/api/2.0/mlflow/" + parts[1];
    HttpRequest.BodyPublisher body =
        parts.length > 2
            ? HttpRequest.BodyPublishers.ofString(text(parts[2]))
            : HttpRequest.BodyPublishers.noBody();
    List<String> before = server.state();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json; charset=utf-8")
                .method(parts[0], body)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    // How much of an endless name was read before it was refused depends on how it arrived.
    String shown = answer.body().replaceAll("Name length \\(\\d+\\)", "Name length (…)");
    played.append("< ").append(answer.statusCode()).append(' ').append(shown).append('\n');
    if (answer.statusCode() >= 400) {
      assertThat(server.state()).as("nothing changed by %s", line).isEqualTo(before);
      JsonNode error = json.readTree(answer.body());
      assertThat(error.path("error_code").asText()).as(line).matches("[A-Z_]+");
      assertThat(error.path("message").asText()).as(line).isNotBlank();
    }
    return answer.body();
  }

  /** {@code xxx*900} stands for so many x, to keep lines readable. */
  private static String text(String body) {
    int star = body.indexOf("x*");
    if (star < 0) {
      return body;
    }
    int end = star + 2;
    while (end < body.length() && Character.isDigit(body.charAt(end))) {
      end++;
    }
    int count = Integer.parseInt(body.substring(star + 2, end));
    return body.substring(0, star) + "x".repeat(count) + text(body.substring(end));
  }

  private void keep(String line, String answer) throws Exception {
    String[] parts = line.split(" ");
    JsonNode node = json.readTree(answer);
    for (String step : parts[1].split("\\.")) {
      node = node.path(step);
    }
    assertThat(node.isMissingNode()).as(line).isFalse();
    kept.put(parts[0], node.asText());
  }
}
