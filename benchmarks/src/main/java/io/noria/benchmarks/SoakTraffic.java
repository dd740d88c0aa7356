package io.noria.benchmarks;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * What one member of a team does all day, as fast as it goes: runs with their points and files,
 * searches, pages, the registry and traces. Of its runs the last ones stay, older ones are deleted,
 * so that after a while there are always about as many.
 */
final class SoakTraffic implements Runnable {
  /** Runs that stay. */
  static final int KEPT = 200;

  private static final byte[] FILE = new byte[64 << 10];
  private static final long TIME = 1364774400000L;

  private final int port;
  private final int number;
  private final BooleanSupplier over;
  private final AtomicLong answers;
  private final AtomicLong errors;
  private final Deque<String> kept = new ArrayDeque<>();

  SoakTraffic(int port, int number, BooleanSupplier over, AtomicLong answers, AtomicLong errors) {
    this.port = port;
    this.number = number;
    this.over = over;
    this.answers = answers;
    this.errors = errors;
  }

  @Override
  public void run() {
    for (int i = 0; !over.getAsBoolean(); i++) {
      try (KeepAlive connection = new KeepAlive("127.0.0.1", port)) {
        for (int j = 0; j < 20 && !over.getAsBoolean(); j++) {
          work(connection, i * 20 + j);
        }
      } catch (IOException e) {
        errors.incrementAndGet();
        System.err.println("soak: " + e.getMessage());
      }
    }
  }

  private void work(KeepAlive connection, int i) throws IOException {
    String run = Runs.newRun(connection, "0");
    answers.incrementAndGet();
    post(connection, "/runs/log-batch", Runs.batch(run, i, true));
    for (int step = 0; step < 20; step++) {
      post(
          connection,
          "/runs/log-metric",
          "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":%s,\"timestamp\":%d,\"step\":%d}"
              .formatted(run, 1.0 / (step + 1), TIME + step, step));
    }
    String file = "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/model.bin";
    FILE[0] = (byte) i;
    counted(connection.upload(file, FILE.length, FILE), connection);
    connection.download(file);
    answers.incrementAndGet();
    post(
        connection,
        "/runs/search",
        "{\"experiment_ids\":[\"0\"],\"filter\":\"metrics.m1 > 0.3\","
            + "\"order_by\":[\"metrics.m0 DESC\"],\"max_results\":50}");
    get(connection, Runs.API + "/metrics/get-history?run_id=" + run + "&metric_key=loss");
    get(connection, "/noria/v1/runs/" + run);
    get(connection, "/noria/v1/runs?limit=50");
    get(connection, "/");
    get(connection, "/noria/v1/models");
    if (i % 10 == 0) {
      registry(connection, run);
    }
    trace(connection, i);
    post(
        connection,
        "/runs/update",
        "{\"run_id\":\"%s\",\"status\":\"FINISHED\",\"end_time\":%d}".formatted(run, TIME));
    kept.addLast(run);
    if (kept.size() > KEPT) {
      post(connection, "/runs/delete", "{\"run_id\":\"" + kept.removeFirst() + "\"}");
    }
  }

  private void registry(KeepAlive connection, String run) throws IOException {
    String name = "soak-" + number;
    int status =
        connection.send(
            connection.request(
                "POST", Runs.API + "/registered-models/create", "{\"name\":\"" + name + "\"}"));
    // There already, but for the first time.
    if (status != 200 && status != 400) {
      counted(status, connection);
    }
    post(
        connection,
        "/model-versions/create",
        "{\"name\":\"%s\",\"source\":\"runs:/%s/model\",\"run_id\":\"%s\"}"
            .formatted(name, run, run));
    post(
        connection,
        "/registered-models/alias",
        "{\"name\":\"%s\",\"alias\":\"champion\",\"version\":\"1\"}".formatted(name));
  }

  private void trace(KeepAlive connection, int i) throws IOException {
    counted(
        connection.send(
            connection.request(
                "POST",
                "/api/3.0/mlflow/traces",
                """
                {"trace":{"trace_info":{"trace_id":"tr-%d-%d","trace_location":{"type":"MLFLOW_EXPERIMENT",\
                "mlflow_experiment":{"experiment_id":"0"}},"request_time":"2024-01-01T00:00:00Z",\
                "execution_duration":"0.5s","state":"OK"}}}\
                """
                    .formatted(number, i))),
        connection);
  }

  private void post(KeepAlive connection, String path, String body) throws IOException {
    counted(connection.send(connection.request("POST", Runs.API + path, body)), connection);
  }

  private void get(KeepAlive connection, String path) throws IOException {
    counted(connection.send(connection.request("GET", path, "")), connection);
  }

  private void counted(int status, KeepAlive connection) throws IOException {
    answers.incrementAndGet();
    if (status != 200) {
      throw new IOException("answered " + status + ": " + connection.body());
    }
  }
}
