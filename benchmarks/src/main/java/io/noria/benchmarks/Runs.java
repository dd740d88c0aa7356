package io.noria.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs of 20 metrics, 20 params and 10 tags, the same for every system: {@code fill_tracking.py}
 * has the same figures.
 */
final class Runs {
  static final String API = "/api/2.0/mlflow";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START = 1364774400000L;
  private static final int KEYS = 20;
  private static final int TAGS = 10;

  private Runs() {}

  /** A 64-bit mix of the number. */
  static long mixed(long n) {
    long m = n * 0x9E3779B97F4A7C15L;
    m ^= m >>> 30;
    m *= 0xBF58476D1CE4E5B9L;
    return m ^ (m >>> 27);
  }

  private static double value(long run, int key) {
    return (mixed(run * 64 + key) >>> 11) / (double) (1L << 53);
  }

  /** The body of {@code runs/create} for the run, tags included. */
  static String create(String experiment, long run) {
    StringBuilder json =
        new StringBuilder(600)
            .append("{\"experiment_id\":\"")
            .append(experiment)
            .append("\",\"user_id\":\"bench\",\"start_time\":")
            .append(START + run * 1000)
            .append(",\"run_name\":\"bench-")
            .append(run)
            .append("\",\"tags\":[");
    for (int key = 0; key < TAGS; key++) {
      json.append(key == 0 ? "" : ",")
          .append("{\"key\":\"t")
          .append(key)
          .append("\",\"value\":\"team-")
          .append(Long.remainderUnsigned(mixed(run * 64 + 40 + key), 50))
          .append("\"}");
    }
    return json.append("]}").toString();
  }

  /** The body of {@code runs/log-batch} with the run's params and, if wanted, its metrics. */
  static String batch(String id, long run, boolean metrics) {
    StringBuilder json =
        new StringBuilder(3000).append("{\"run_id\":\"").append(id).append("\",\"params\":[");
    for (int key = 0; key < KEYS; key++) {
      json.append(key == 0 ? "" : ",")
          .append("{\"key\":\"p")
          .append(key)
          .append("\",\"value\":\"value-")
          .append(Long.remainderUnsigned(mixed(run * 64 + 20 + key), 100))
          .append("\"}");
    }
    json.append("],\"metrics\":[");
    for (int key = 0; metrics && key < KEYS; key++) {
      json.append(key == 0 ? "" : ",")
          .append("{\"key\":\"m")
          .append(key)
          .append("\",\"value\":")
          .append(value(run, key))
          .append(",\"timestamp\":")
          .append(START + run * 1000)
          .append(",\"step\":0}");
    }
    return json.append("]}").toString();
  }

  /** Creates an experiment, or an empty run in one, or reads one field of any answer. */
  static String post(KeepAlive connection, String path, String body, String pointer)
      throws IOException {
    int status = connection.send(connection.request("POST", API + path, body));
    if (status != 200) {
      throw new IOException(path + " answered " + status + ": " + connection.body());
    }
    return JSON.readTree(connection.body()).at(pointer).asText();
  }

  static String newRun(KeepAlive connection, String experiment) throws IOException {
    String body =
        "{\"experiment_id\":\""
            + experiment
            + "\",\"start_time\":"
            + START
            + ",\"run_name\":\"b\"}";
    return post(connection, "/runs/create", body, "/run/info/run_id");
  }

  /** Fills an experiment over HTTP, by eight connections. */
  static void fill(int port, String experiment, int count)
      throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> lanes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int n = 0; n < 8; n++) {
        lanes.add(
            threads.submit(() -> {
              try (KeepAlive connection = new KeepAlive("127.0.0.1", port)) {
                for (int run = next.getAndIncrement(); run < count; run = next.getAndIncrement()) {
                  fill(connection, experiment, run);
                }
              }
              return true;
            }));
      }
      for (Future<?> lane : lanes) {
        lane.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("filling failed: " + e.getCause(), e.getCause());
    }
  }

  private static void fill(KeepAlive connection, String experiment, int run) throws IOException {
    String id = post(connection, "/runs/create", create(experiment, run), "/run/info/run_id");
    post(connection, "/runs/log-batch", batch(id, run, true), "");
    post(
        connection,
        "/runs/update",
        "{\"run_id\":\""
            + id
            + "\",\"status\":\"FINISHED\",\"end_time\":"
            + (START + run * 1000L + 500)
            + "}",
        "");
  }
}
