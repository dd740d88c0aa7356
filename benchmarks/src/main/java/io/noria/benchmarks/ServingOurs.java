package io.noria.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.benchmarks.ServingSystem.Endpoint;
import io.noria.benchmarks.ServingSystem.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Noria with the three models deployed by {@code noria serve}, and the HTTP server without any. */
final class ServingOurs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Settings settings;
  private final Path models;

  ServingOurs(Settings settings, Path models) {
    this.settings = settings;
    this.models = models;
  }

  /** Deploys the models once; each start is then that of a server which has them. */
  ServingSystem noria() throws IOException, InterruptedException {
    Path data = Servers.fresh(settings, "serving");
    try (Launched server = Servers.noria(settings, data, true)) {
      for (String file : List.of("xgb.ubj", "forest.onnx", "mlp.onnx")) {
        deploy(server, file);
      }
    }
    return new ServingSystem(
        "Noria",
        "this build, JDK " + Runtime.version().feature(),
        List.of(Wire.PREDICT, Wire.OIP, Wire.OIP_BINARY, Wire.OIP_GRPC),
        () -> started(Servers.noria(settings, data, true)));
  }

  private void deploy(Launched server, String file) throws IOException, InterruptedException {
    Measured.run(
        models.resolve("serve.log"),
        models.resolve("serve.out"),
        List.of(
            settings.noria(),
            "serve",
            models.resolve(file).toString(),
            "--name",
            file.substring(0, file.indexOf('.')),
            "--url",
            "http://127.0.0.1:" + server.port()));
  }

  private static Started started(Launched server) {
    Map<String, String> inputs = new ConcurrentHashMap<>();
    return new Started(
        List.of(server),
        (model, wire) ->
            switch (wire) {
              case PREDICT -> new Endpoint(server.port(), "/deployments/" + model + "/predict", "");
              case OIP_GRPC ->
                  new Endpoint(
                      server.port(),
                      "/inference.GRPCInferenceService/ModelInfer",
                      input(server, model, inputs));
              default ->
                  new Endpoint(
                      server.port(),
                      "/v2/models/" + model + "/infer",
                      input(server, model, inputs));
            });
  }

  /** A model's input is named by its file. */
  private static String input(Launched server, String model, Map<String, String> known)
      throws IOException {
    String name = known.get(model);
    if (name == null) {
      try (KeepAlive connection = new KeepAlive("127.0.0.1", server.port())) {
        int status = connection.send(connection.request("GET", "/v2/models/" + model, ""));
        if (status != 200) {
          throw new IOException(model + " is described by " + status + ": " + connection.body());
        }
        name = JSON.readTree(connection.body()).at("/inputs/0/name").asText();
      }
      known.put(model, name);
    }
    return name;
  }

  /** The floor: bodies are read and a constant is answered. */
  ServingSystem bare() {
    return new ServingSystem(
        "bare HTTP server",
        "Helidon, no model",
        List.of(Wire.PREDICT, Wire.OIP_BINARY),
        () -> {
          Launched server = PredictBench.bare(settings);
          return new Started(
              List.of(server), (model, wire) -> new Endpoint(server.port(), "/predict", ""));
        });
  }
}
