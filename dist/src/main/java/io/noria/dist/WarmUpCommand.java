package io.noria.dist;

import io.noria.base.NoriaException;
import io.noria.server.config.NoriaConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The training run of the AOT cache: starts a server, asks what a first user asks, and stops. */
@Command(name = "warm-up", hidden = true, description = "The training run of the AOT cache.")
final class WarmUpCommand implements Callable<Integer> {
  private static final int ROUNDS = 20;
  private static final List<String> ASKED =
      List.of(
          "/health",
          "/",
          "/metrics",
          "/version",
          "/noria/v1/version",
          "/noria/v1/projects",
          "/noria/v1/runs",
          "/noria/v1/models",
          "/noria/v1/deployments",
          "/noria/v1/events",
          "/noria/v1/openapi.json",
          "/api/2.0/mlflow/experiments/get?experiment_id=0");

  @Override
  public Integer call() throws IOException, InterruptedException {
    NoriaConfig.Arguments arguments =
        new NoriaConfig.Arguments(null, 0, null, null, null, true, Map.of());
    try (LocalServer server = LocalServer.start(arguments);
        HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < ROUNDS; i++) {
        for (String path : ASKED) {
          HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path)).build();
          int status = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
          if (status >= 500) {
            throw NoriaException.invalid(path + " answered " + status + " while warming up");
          }
        }
      }
    }
    return 0;
  }
}
