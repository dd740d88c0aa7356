package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.protocols.rest.RestServices;
import io.noria.server.config.NoriaConfig;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An ephemeral server in this process, asked over HTTP and held to its own document. */
final class TestServer implements AutoCloseable {
  /** Kept, as the log manager forgets what nobody holds. */
  private static final Logger QUIET = Logger.getLogger("");

  static {
    QUIET.setLevel(Level.WARNING);
  }

  private final Noria noria;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /** Opens it on a port of its own. */
  TestServer(Path folder) {
    noria =
        Noria.open(
            NoriaConfig.load(
                new NoriaConfig.Arguments(null, 0, null, null, null, true, Map.of()),
                Map.of(),
                () -> folder.resolve("data")));
  }

  /** What it does. */
  RestServices services() {
    return noria.areas().services();
  }

  /** Where it listens. */
  URI url() {
    return URI.create(noria.url());
  }

  /** A run, the first of a new experiment. */
  Run run(String experiment, String name) {
    ExperimentId id = services().tracking().experiments().create(experiment, Map.of(), null);
    return services().tracking().runs().create(NewRun.of(id, name));
  }

  /** Asks; the path is the whole one. */
  HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(noria.url() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The answer of our API, which is as its document says; the path is that after the version. */
  JsonNode ok(String method, String path, String pattern, String body) throws Exception {
    HttpResponse<String> answer = send(method, "/noria/v1" + path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode node = json.readTree(answer.body());
    Contract contract =
        new Contract(json.readTree(send("GET", "/noria/v1/openapi.json", "").body()));
    String operation = method.toLowerCase(Locale.ROOT);
    assertThat(contract.problems(operation, "/noria/v1" + pattern, node)).as(path).isEmpty();
    return node;
  }

  /** It says no; the path is the whole one. */
  void refused(int status, String message, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(message);
  }

  @Override
  public void close() {
    noria.close();
  }
}
