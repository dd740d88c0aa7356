package io.noria.dist.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The replay's calls of the REST API that are not predictions. Thread-safe. */
final class Control implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  Control(String base) {
    this.base = base;
  }

  /** The answer of a GET; empty for 404. */
  java.util.Optional<JsonNode> find(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = send(request(path).GET().build());
    return answer.statusCode() == 404
        ? java.util.Optional.empty()
        : java.util.Optional.of(read(path, answer));
  }

  /** The answer of a GET that must be there. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return read(path, send(request(path).GET().build()));
  }

  /** The answer of a POST. */
  JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
            .build();
    return read(path, send(request));
  }

  /** The answer of a PUT. */
  JsonNode put(String path, Map<String, ?> body) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
            .build();
    return read(path, send(request));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private JsonNode read(String path, HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() >= 300) {
      throw new IOException(
          path
              + " answered "
              + answer.statusCode()
              + ": "
              + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
    }
    return answer.body().length == 0 ? json.createObjectNode() : json.readTree(answer.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
