package io.noria.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Searches over many runs: each asked again and again, by one client; medians. */
record TrackingSearches(Settings settings, Comparison comparison, List<Tracker> trackers) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEEP = 20;

  void run() throws IOException {
    String of = " of " + String.format(java.util.Locale.ROOT, "%,d", settings.runs());
    search("1000 runs, newest first," + of, "", "", 1000);
    search("1000 runs by metric," + of, "", "metrics.m3 DESC", 1000);
    search(
        "filter on metric and param," + of, "metrics.m1 > 0.9 and params.p1 = 'value-7'", "", 100);
    search("filter, sorted by metric," + of, "metrics.m1 > 0.5", "metrics.m2 ASC", 100);
    search("LIKE on param," + of, "params.p2 LIKE '%-99'", "", 100);
    search("ILIKE on tag," + of, "tags.t3 ILIKE 'TEAM-1%'", "", 100);
    deep(of);
    get();
  }

  private static String body(String filter, String order, int limit, @Nullable String token) {
    return "{\"experiment_ids\":[\"0\"],\"filter\":\""
        + filter
        + "\",\"order_by\":["
        + (order.isEmpty() ? "" : "\"" + order + "\"")
        + "],\"max_results\":"
        + limit
        + (token == null ? "" : ",\"page_token\":\"" + token + "\"")
        + "}";
  }

  private void search(String what, String filter, String order, int limit) throws IOException {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (Tracker tracker : trackers) {
      try (KeepAlive connection = tracker.connect()) {
        byte[] request =
            connection.request("POST", Runs.API + "/runs/search", body(filter, order, limit, null));
        medians.put(tracker.system(), Timed.median(connection, request, settings.seconds()));
      }
    }
    comparison.less(what, "ms", medians);
  }

  /** The twentieth page, after nineteen were walked through. */
  private void deep(String of) throws IOException {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (Tracker tracker : trackers) {
      try (KeepAlive connection = tracker.connect()) {
        String token = null;
        for (int page = 1; page < DEEP; page++) {
          token =
              Runs.post(
                  connection,
                  "/runs/search",
                  body("", "metrics.m3 DESC", 100, token),
                  "/next_page_token");
          if (token.isEmpty()) {
            throw new IOException(tracker.system() + " has only " + page + " pages");
          }
        }
        byte[] request =
            connection.request(
                "POST", Runs.API + "/runs/search", body("", "metrics.m3 DESC", 100, token));
        medians.put(tracker.system(), Timed.median(connection, request, settings.seconds()));
      }
    }
    comparison.less("page 20 of 100, by metric," + of, "ms", medians);
  }

  private void get() throws IOException {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (Tracker tracker : trackers) {
      try (KeepAlive connection = tracker.connect()) {
        connection.send(
            connection.request("POST", Runs.API + "/runs/search", body("", "", 1, null)));
        String run = JSON.readTree(connection.body()).at("/runs/0/info/run_id").asText();
        byte[] request = connection.request("GET", Runs.API + "/runs/get?run_id=" + run, "");
        medians.put(tracker.system(), Timed.median(connection, request, settings.seconds()));
      }
    }
    comparison.less("runs/get", "ms", medians);
  }
}
