package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * One writer of MLflow's protocol, and what it was told: all that was acknowledged must be there
 * afterwards, and beyond it nothing but what was under way. Its i-th write is one point, each fifth
 * a batch of more; a refused one is sent again as it was. Used by one thread at a time.
 */
final class Ledger {
  private static final String API = "/api/2.0/mlflow";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String run;
  private int acknowledged;
  private int points;

  private Ledger(String run) {
    this.run = run;
  }

  /** Begins a run in experiment 0. */
  static Ledger begin(NoriaProcess server) throws IOException, InterruptedException {
    var created = server.post(API + "/runs/create", "{\"experiment_id\":\"0\"}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    return new Ledger(JSON.readTree(created.body()).at("/run/info/run_id").asText());
  }

  String run() {
    return run;
  }

  /** Points that were acknowledged. */
  int points() {
    return points;
  }

  /** Sends the next write, and notes it when it was acknowledged. */
  HttpResponse<String> write(NoriaProcess server) throws IOException, InterruptedException {
    int i = acknowledged;
    var answer =
        batch(i)
            ? server.post(API + "/runs/log-batch", batch(run, i))
            : server.post(API + "/runs/log-metric", point(run, i));
    if (answer.statusCode() == 200) {
      acknowledged = i + 1;
      points += batch(i) ? 10 : 1;
    }
    return answer;
  }

  private static boolean batch(int i) {
    return i % 5 == 4;
  }

  private static String point(String run, int i) {
    return "{\"run_id\":\"" + run + "\"," + metric("single", i) + "}";
  }

  private static String metric(String key, int step) {
    return "\"key\":\""
        + key
        + "\",\"value\":"
        + value(step)
        + ",\"timestamp\":"
        + (1_600_000_000_000L + step)
        + ",\"step\":"
        + step;
  }

  private static double value(int step) {
    return 1.0 / (step + 3);
  }

  /** Ten points of a key, a param and a tag: all of it or nothing. */
  private static String batch(String run, int i) {
    StringBuilder body = new StringBuilder("{\"run_id\":\"").append(run).append("\",\"metrics\":[");
    for (int j = 0; j < 10; j++) {
      body.append(j == 0 ? "{" : ",{").append(metric("batched", i * 10 + j)).append('}');
    }
    return body.append("],\"params\":[{\"key\":\"p")
        .append(i)
        .append("\",\"value\":\"")
        .append(i)
        .append("\"}],\"tags\":[{\"key\":\"t")
        .append(i)
        .append("\",\"value\":\"")
        .append(i)
        .append("\"}]}")
        .toString();
  }

  /** Compares with what the server has; what was under way may be there or not. */
  void compare(NoriaProcess server) throws IOException, InterruptedException {
    compare(server, true);
  }

  /** Compares with what the server has when nothing is under way and the last write was refused. */
  void compareExactly(NoriaProcess server) throws IOException, InterruptedException {
    compare(server, false);
  }

  private void compare(NoriaProcess server, boolean underWay)
      throws IOException, InterruptedException {
    List<Integer> single = new ArrayList<>();
    List<Integer> batched = new ArrayList<>();
    for (int i = 0; i < acknowledged; i++) {
      add(i, single, batched);
    }
    List<Integer> singleAfter = new ArrayList<>(single);
    List<Integer> batchedAfter = new ArrayList<>(batched);
    if (underWay) {
      add(acknowledged, singleAfter, batchedAfter);
    }
    List<Integer> keptSingle = steps(server, "single");
    List<Integer> keptBatched = steps(server, "batched");
    assertThat(keptSingle).as("points of " + run).isIn(single, singleAfter);
    assertThat(keptBatched).as("batches of " + run).isIn(batched, batchedAfter);
    JsonNode data = data(server);
    int batches = keptBatched.size() / 10;
    assertThat(data.path("params").size()).as("params of " + run).isEqualTo(batches);
    // One more tag is the run's name.
    assertThat(data.path("tags").size()).as("tags of " + run).isEqualTo(batches + 1);
    for (JsonNode metric : data.path("metrics")) {
      List<Integer> kept = metric.path("key").asText().equals("single") ? keptSingle : keptBatched;
      assertThat(metric.path("step").asInt()).as("latest " + metric).isEqualTo(kept.getLast());
    }
  }

  private static void add(int i, List<Integer> single, List<Integer> batched) {
    if (!batch(i)) {
      single.add(i);
      return;
    }
    for (int j = 0; j < 10; j++) {
      batched.add(i * 10 + j);
    }
  }

  private List<Integer> steps(NoriaProcess server, String key)
      throws IOException, InterruptedException {
    List<Integer> steps = new ArrayList<>();
    String token = "";
    do {
      var answer =
          server.get(
              API
                  + "/metrics/get-history?run_id="
                  + run
                  + "&metric_key="
                  + key
                  + (token.isEmpty() ? "" : "&page_token=" + token));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode page = JSON.readTree(answer.body());
      for (JsonNode point : page.path("metrics")) {
        int step = point.path("step").asInt();
        assertThat(point.path("value").asDouble()).as("value at " + step).isEqualTo(value(step));
        steps.add(step);
      }
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty());
    return steps;
  }

  private JsonNode data(NoriaProcess server) throws IOException, InterruptedException {
    var answer = server.get(API + "/runs/get?run_id=" + run);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).at("/run/data");
  }
}
