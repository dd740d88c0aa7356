package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.testkit.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two server processes on one PostgreSQL and one folder of objects, behind one address. */
class TwoServersIT {
  private static final String CLIENT =
      """
      import sys, mlflow
      mlflow.set_tracking_uri(sys.argv[1])
      experiment = mlflow.set_experiment("two servers").experiment_id
      for number in range(15):
          with mlflow.start_run(run_name=f"run {number}") as run:
              mlflow.log_params({"number": number, "lr": 0.1})
              for step in range(5):
                  mlflow.log_metric("loss", 1.0 / (number + step + 1), step=step)
              mlflow.log_text(f"notes {number}", "notes.txt")
          client = mlflow.MlflowClient()
          back = client.get_run(run.info.run_id)
          assert back.data.params["number"] == str(number), back.data.params
          assert len(client.get_metric_history(run.info.run_id, "loss")) == 5
          assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes.txt") == f"notes {number}"
          found = mlflow.search_runs([experiment], filter_string=f"params.number = '{number}'")
          assert list(found.run_id) == [run.info.run_id], found
      assert len(mlflow.search_runs([experiment])) == 15
      client.create_registered_model("m")
      for number in range(3):
          version = client.create_model_version("m", f"runs:/{run.info.run_id}/model", run.info.run_id)
          client.set_registered_model_alias("m", "champion", version.version)
          assert client.get_model_version_by_alias("m", "champion").version == str(number + 1)
      """;

  @TempDir private Path temp;

  private final ObjectMapper json = new ObjectMapper();
  private final String database = PostgresServer.shared().createDatabase();

  private NoriaProcess server(String name) throws IOException {
    return NoriaProcess.server(
        temp.resolve(name + ".log"),
        "--data",
        temp.resolve(name).toString(),
        "--database-url",
        database,
        "--set",
        "noria.storage.objects=" + temp.resolve("objects"));
  }

  /** Hands each connection to the next server. */
  private static final class RoundRobin implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final List<Integer> ports;
    private final AtomicInteger turn = new AtomicInteger();

    RoundRobin(NoriaProcess... servers) throws IOException {
      ports = List.of(servers).stream().map(s -> URI.create(s.url()).getPort()).toList();
      Thread.ofVirtual().start(this::accept);
    }

    String url() {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void accept() {
      while (!socket.isClosed()) {
        try {
          Socket client = socket.accept();
          int port = ports.get(turn.getAndIncrement() % ports.size());
          Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
          Thread.ofVirtual().start(() -> pump(client, server));
          Thread.ofVirtual().start(() -> pump(server, client));
        } catch (IOException e) {
          return; // closed
        }
      }
    }

    private static void pump(Socket from, Socket to) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[1 << 14];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        return; // one side went away
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** The lines of an event stream as they come. */
  static Queue<String> listen(HttpClient http, String url) {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    http.sendAsync(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofInputStream())
        .thenAccept(answer ->
            Thread.ofVirtual()
                .start(() -> {
                  try (BufferedReader reader =
                      new BufferedReader(
                          new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                      lines.add(line);
                    }
                  } catch (IOException e) {
                    lines.add("ended");
                  }
                }));
    return lines;
  }

  private JsonNode post(NoriaProcess server, String path, String body) throws Exception {
    var answer = server.post(path, body);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  @Test
  void mlflowsClientSeesOneServer() throws Exception {
    try (NoriaProcess a = server("a");
        NoriaProcess b = server("b");
        RoundRobin both = new RoundRobin(a, b)) {
      Path log = temp.resolve("client.log");
      ProcessBuilder client =
          new ProcessBuilder(Python.executable(), "-c", CLIENT, both.url())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      client.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
      Process process = client.start();
      assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("ended").isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
  }

  @Test
  void eachHearsOfWhatTheOtherDidAndTakesItsDutiesOver() throws Exception {
    try (NoriaProcess a = server("a");
        NoriaProcess b = server("b");
        HttpClient http = HttpClient.newHttpClient()) {
      Queue<String> events = listen(http, a.url() + "/noria/v1/events/stream");
      String run =
          post(b, "/api/2.0/mlflow/runs/create", "{\"experiment_id\":\"0\"}")
              .at("/run/info/run_id")
              .asText();
      Queue<String> points = listen(http, a.url() + "/noria/v1/runs/" + run + "/stream");
      Awaitility.await()
          .until(() -> points.stream().anyMatch(line -> line.startsWith("event: run")));
      for (int step = 0; step < 20; step++) {
        post(
            b,
            "/api/2.0/mlflow/runs/log-metric",
            "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":%d.5,\"timestamp\":1,\"step\":%d}"
                .formatted(run, step, step));
      }
      Awaitility.await("points logged through the other server")
          .atMost(Duration.ofSeconds(20))
          .until(() -> String.join("\n", points).contains("19.5"));
      for (int step = 0; step < 20; step++) {
        assertThat(String.join("\n", points)).contains(step + ".5");
      }
      post(
          b, "/api/2.0/mlflow/runs/update", "{\"run_id\":\"" + run + "\",\"status\":\"FINISHED\"}");
      Awaitility.await("the event")
          .atMost(Duration.ofSeconds(20))
          .until(() -> String.join("\n", events).contains(run));

      String token = post(a, "/noria/v1/tokens", "{\"name\":\"anna\"}").path("token").asText();
      Awaitility.await("the other lets nobody in without a token")
          .atMost(Duration.ofSeconds(20))
          .until(() -> b.get("/noria/v1/runs").statusCode() == 401);
      HttpRequest asAnna =
          HttpRequest.newBuilder(URI.create(b.url() + "/noria/v1/runs"))
              .header("Authorization", "Bearer " + token)
              .build();
      assertThat(http.send(asAnna, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
      a.kill();
      assertThat(http.send(asAnna, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }
  }
}
