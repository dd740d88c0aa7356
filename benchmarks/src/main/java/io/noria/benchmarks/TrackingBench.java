package io.noria.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * Metrics logged one by one through MLflow's own protocol, each acknowledged before the next, by
 * one client and by eight; Noria and MLflow's server take turns under the same client program.
 */
final class TrackingBench {
  private static final String API = "/api/2.0/mlflow";

  private TrackingBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    Report report =
        new Report("tracking: log-metric calls through MLflow's REST API, acknowledged");
    try (Launched noria = Servers.noria(settings, Servers.fresh(settings, "tracking"), true);
        Launched mlflow = Servers.mlflow(settings, Servers.fresh(settings, "mlflow"))) {
      for (int clients : new int[] {1, 8}) {
        String what = clients == 1 ? "one client" : clients + " clients";
        report.load(what, "noria", load(settings, noria, clients), noria.residentMegabytes());
        report.load(
            what, "MLflow 3.17.2", load(settings, mlflow, clients), mlflow.residentMegabytes());
      }
    }
    return report;
  }

  private static Load.Result load(Settings settings, Launched server, int clients)
      throws IOException, InterruptedException {
    return Load.run(
        server.port(), clients, settings.warmUp(), settings.measured(), TrackingBench::prepare);
  }

  /** Each client logs to a run of its own. */
  private static Load.Requests prepare(KeepAlive connection, int n) throws IOException {
    int status =
        connection.send(
            connection.request(
                "POST",
                API + "/runs/create",
                "{\"experiment_id\":\"0\",\"start_time\":1364774400000,\"run_name\":\"bench"
                    + n
                    + "\"}"));
    if (status != 200) {
      throw new IOException("runs/create answered " + status + ": " + connection.body());
    }
    String run = new ObjectMapper().readTree(connection.body()).at("/run/info/run_id").asText();
    return i ->
        connection.request(
            "POST",
            API + "/runs/log-metric",
            "{\"run_id\":\""
                + run
                + "\",\"key\":\"loss\",\"value\":"
                + 1.0 / (i + 1)
                + ",\"timestamp\":"
                + (1364774400000L + i)
                + ",\"step\":"
                + i
                + "}");
  }
}
