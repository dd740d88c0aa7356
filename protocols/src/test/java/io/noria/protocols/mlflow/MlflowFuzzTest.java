package io.noria.protocols.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.noria.protocols.http.Routes;
import io.noria.protocols.mlflow.wire.Artifacts;
import io.noria.protocols.mlflow.wire.Browser;
import io.noria.protocols.mlflow.wire.Experiments;
import io.noria.protocols.mlflow.wire.LoggedModels;
import io.noria.protocols.mlflow.wire.Models;
import io.noria.protocols.mlflow.wire.Runs;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.protocols.mlflow.wire.Webhooks;
import io.noria.protocols.mlflow.wire.Workspaces;
import io.noria.registry.NewModelVersion;
import io.noria.testkit.Nasty;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is sent to any of MLflow's routes: never a 5xx but for what is not here (501), an error
 * is JSON that says what is wrong, and a refused request changes nothing.
 */
class MlflowFuzzTest {
  private static final long SEED = Long.getLong("noria.fuzz.seed", 20130401);
  private static final int ROUNDS = Integer.getInteger("noria.fuzz.rounds", 12);
  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  @Test
  void noRouteBreaks() throws Exception {
    breakNothing(false, ROUNDS);
  }

  @Test
  void noRouteBreaksWithWorkspaces() throws Exception {
    breakNothing(true, Math.max(1, ROUNDS / 4));
  }

  private void breakNothing(boolean workspaces, int rounds) throws Exception {
    InstantSource clock = InstantSource.fixed(Instant.parse("2013-04-01T00:00:00Z"));
    try (MlflowServer server = MlflowServer.open(folder, clock, workspaces)) {
      Nasty nasty = new Nasty(SEED, names(), good(server));
      List<String> before = server.state();
      for (Routes.Route route : server.routes()) {
        for (int i = 0; i < rounds; i++) {
          String sent = send(server, route, nasty, before);
          before = sent.isEmpty() ? server.state() : before;
        }
      }
    }
    http.close();
  }

  /** Sends one request; what was sent when it was refused, and nothing when it was done. */
  private String send(MlflowServer server, Routes.Route route, Nasty nasty, List<String> before)
      throws Exception {
    StringBuilder path = new StringBuilder();
    for (String segment : route.pattern().substring(1).split("/", -1)) {
      path.append('/').append(segment.startsWith("{") ? nasty.segment() : segment);
    }
    String query = nasty.query();
    boolean bodied = !route.method().equals("GET");
    String body = bodied ? nasty.body() : "";
    String what = route.method() + " " + path + query + "\n" + shown(body) + "\nseed " + SEED;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path + query))
            .timeout(BOUND)
            .method(
                route.method(),
                bodied
                    ? HttpRequest.BodyPublishers.ofString(body)
                    : HttpRequest.BodyPublishers.noBody());
    if (bodied) {
      request.header("Content-Type", nasty.oneIn(15) ? "text/plain" : "application/json");
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    int status = answer.statusCode();
    assertThat(status < 500 || status == 501).as("%s\n%s", what, answer.body()).isTrue();
    if (status < 400) {
      return "";
    }
    JsonNode error = json.readTree(answer.body());
    assertThat(error.path("error_code").asText()).as("%s\n%s", what, error).matches("[A-Z_]+");
    assertThat(error.path("message").asText()).as(what).isNotBlank();
    assertThat(server.state()).as("nothing changed by %s", what).isEqualTo(before);
    return what;
  }

  private static String shown(String body) {
    return body.length() > 2000 ? body.substring(0, 2000) + "…" : body;
  }

  /** Identifiers and names that are there, so that the calls get further than a look-up. */
  private static List<String> good(MlflowServer server) {
    Run run =
        server
            .tracking
            .runs()
            .create(new NewRun(new ExperimentId("0"), "first", null, "", Map.of(), null));
    server.registry.models().create("flights", "", Map.of());
    server
        .registry
        .versions()
        .create(new NewModelVersion("flights", "s3://a/b", null, null, "", Map.of(), null));
    String id = run.info().id().value();
    return List.of(
        id,
        id,
        "0",
        "flights",
        "1",
        "auc",
        "0/" + id + "/artifacts",
        "FINISHED",
        "REGISTERED_MODEL",
        "default",
        "CREATED",
        "application/json");
  }

  /** Every field of every message. */
  private static List<String> names() {
    SnakeCaseStrategy snake = new SnakeCaseStrategy();
    TreeSet<String> names = new TreeSet<>(List.of("query", "variables", "path", "stages"));
    for (Class<?> group :
        List.of(
            Artifacts.class,
            Browser.class,
            Experiments.class,
            LoggedModels.class,
            Models.class,
            Runs.class,
            Shared.class,
            Webhooks.class,
            Workspaces.class)) {
      for (Class<?> message : group.getDeclaredClasses()) {
        RecordComponent[] fields = message.getRecordComponents();
        for (RecordComponent field : fields == null ? new RecordComponent[0] : fields) {
          names.add(snake.translate(field.getName()));
        }
      }
    }
    names.addAll(List.of("run_ids", "metric_key", "start_step", "end_step", "order_by"));
    return new ArrayList<>(names);
  }
}
