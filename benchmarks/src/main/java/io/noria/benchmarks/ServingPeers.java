package io.noria.benchmarks;

import io.noria.benchmarks.ServingSystem.Endpoint;
import io.noria.benchmarks.ServingSystem.Start;
import io.noria.benchmarks.ServingSystem.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How the other servers of models are started, all three models in each. */
final class ServingPeers {
  private static final String OIP_METHOD = "/inference.GRPCInferenceService/ModelInfer";
  private static final String INPUT = "input";

  private final Settings settings;
  private final Path models;
  private final int cores = Runtime.getRuntime().availableProcessors();

  /**
   * The peers.
   *
   * @param models the folder with the models' files
   */
  ServingPeers(Settings settings, Path models) {
    this.settings = settings;
    this.models = models;
  }

  /** A peer's name, and how it is made ready; what fails there says that it is missing here. */
  record Peer(String name, Preparation preparation) {}

  /** Installs and packs what a system needs. */
  interface Preparation {
    /** Gives the system, ready to be started. */
    ServingSystem prepare() throws IOException, InterruptedException;
  }

  List<Peer> all() {
    List<Peer> peers = new ArrayList<>();
    peers.add(new Peer("FastAPI+pickle", () -> fastApi("FastAPI+pickle", true, 1)));
    for (int workers = 1; workers <= cores; workers *= 2) {
      int many = workers;
      String name = "FastAPI x" + workers;
      peers.add(new Peer(name, () -> fastApi(name, false, many)));
    }
    peers.add(new Peer("MLServer", this::mlServer));
    peers.add(new Peer("BentoML x" + cores, this::bentoMl));
    peers.add(new Peer("TorchServe x" + cores, this::torchServe));
    peers.add(new Peer("MLflow x" + cores, this::mlflow));
    peers.add(new Peer("KServe", this::kserve));
    peers.add(new Peer("Triton (PyTriton)", this::pyTriton));
    peers.add(new Peer("LitServe x" + cores, this::litServe));
    return peers;
  }

  private ServingSystem fastApi(String name, boolean pickled, int workers) throws IOException {
    Path venv = settings.work().resolve("venv");
    Start start =
        () -> {
          int port = Launched.freePort();
          Map<String, String> environment = environment();
          environment.put("PICKLED", pickled ? "1" : "0");
          List<String> arguments = List.of(text(port), text(workers));
          Launched server = launch(venv, "fastapi_serve", "/health", environment, arguments);
          return routes(server, "/predict/");
        };
    String version = Venvs.version(venv, "fastapi") + ", uvicorn " + Venvs.version(venv, "uvicorn");
    return new ServingSystem(name, version, List.of(Wire.PREDICT), start);
  }

  private ServingSystem bentoMl() throws IOException, InterruptedException {
    return routed("bentoml", "BentoML x" + cores, "/readyz", "/predict/");
  }

  private ServingSystem litServe() throws IOException, InterruptedException {
    return routed("litserve", "LitServe x" + cores, "/health", "/predict/");
  }

  private ServingSystem routed(String what, String name, String health, String path)
      throws IOException, InterruptedException {
    Path venv = Venvs.of(settings, what);
    Start start =
        () -> {
          List<String> arguments = List.of(text(Launched.freePort()), text(cores));
          return routes(launch(venv, what + "_serve", health, environment(), arguments), path);
        };
    return new ServingSystem(name, Venvs.version(venv, what), List.of(Wire.FEATURES), start);
  }

  private ServingSystem mlServer() throws IOException, InterruptedException {
    Path venv = Venvs.of(settings, "mlserver");
    Path folder = settings.work().resolve("mlserver");
    return inference(
        "MLServer", venv, "mlserver", List.of(Wire.OIP, Wire.OIP_GRPC), List.of(folder.toString()));
  }

  private ServingSystem kserve() throws IOException, InterruptedException {
    Path venv = Venvs.of(settings, "kserve");
    return inference(
        "KServe",
        venv,
        "kserve",
        List.of(Wire.INSTANCES, Wire.OIP, Wire.OIP_BINARY, Wire.OIP_GRPC),
        List.of());
  }

  private ServingSystem pyTriton() throws IOException, InterruptedException {
    Path venv = Venvs.of(settings, "pytriton");
    ServingSystem system =
        inference(
            "Triton (PyTriton)",
            venv,
            "pytriton",
            List.of(Wire.OIP, Wire.OIP_BINARY, Wire.OIP_GRPC),
            List.of());
    String version = "nvidia-pytriton " + Venvs.version(venv, "nvidia-pytriton");
    return new ServingSystem(system.name(), version, system.wires(), system.start());
  }

  /** A server of the Open Inference Protocol: a port for HTTP, one for gRPC. */
  private ServingSystem inference(
      String name, Path venv, String script, List<Wire> wires, List<String> more)
      throws IOException {
    Start start =
        () -> {
          int grpc = Launched.freePort();
          List<String> arguments = new ArrayList<>(List.of(text(Launched.freePort()), text(grpc)));
          arguments.addAll(more);
          Launched server =
              launch(venv, script + "_serve", "/v2/health/ready", environment(), arguments);
          return new Started(
              List.of(server),
              (model, wire) ->
                  switch (wire) {
                    case OIP_GRPC -> new Endpoint(grpc, OIP_METHOD, INPUT);
                    case INSTANCES ->
                        new Endpoint(server.port(), "/v1/models/" + model + ":predict", INPUT);
                    default -> new Endpoint(server.port(), "/v2/models/" + model + "/infer", INPUT);
                  });
        };
    return new ServingSystem(name, Venvs.version(venv, script), wires, start);
  }

  private ServingSystem torchServe() throws IOException, InterruptedException {
    Path venv = Venvs.of(settings, "torchserve");
    Path folder = settings.work().resolve("torchserve");
    run(venv, "torchserve_pack", List.of(folder.toString()));
    Start start =
        () -> {
          // Its metrics and both of its gRPC ports lie beside each other.
          int metrics = Launched.freePort();
          List<String> arguments =
              List.of(
                  text(Launched.freePort()),
                  text(Launched.freePort()),
                  text(metrics),
                  folder.toString(),
                  text(cores));
          Map<String, String> environment = environment();
          environment.put("JAVA_HOME", System.getProperty("java.home"));
          Launched server = launch(venv, "torchserve_serve", "/ping", environment, arguments);
          return routes(server, "/predictions/");
        };
    String version = Venvs.version(venv, "torchserve") + " on JDK " + Runtime.version().feature();
    return new ServingSystem("TorchServe x" + cores, version, List.of(Wire.FEATURES), start);
  }

  /** MLflow serves one model a process. */
  private ServingSystem mlflow() throws IOException, InterruptedException {
    Path venv = settings.work().resolve("venv");
    Path folder = settings.work().resolve("mlflow-models");
    if (!Files.exists(folder.resolve(".done"))) {
      run(venv, "mlflow_save", List.of(folder.toString()));
    }
    Start start =
        () -> {
          List<Launched> started = new ArrayList<>();
          try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Launched>> starting = new ArrayList<>();
            for (String model : ServingSystem.MODELS) {
              starting.add(threads.submit(() -> mlflow(venv, folder.resolve(model))));
            }
            for (Future<Launched> one : starting) {
              started.add(one.get());
            }
          } catch (ExecutionException e) {
            for (Launched one : started) {
              one.close();
            }
            throw new IOException(e.getCause());
          }
          return new Started(
              started,
              (model, wire) -> {
                Launched server = started.get(ServingSystem.MODELS.indexOf(model));
                return new Endpoint(server.port(), "/invocations", INPUT);
              });
        };
    String version = Venvs.version(venv, "mlflow");
    return new ServingSystem("MLflow x" + cores, version, List.of(Wire.INPUTS), start);
  }

  private Launched mlflow(Path venv, Path model) throws IOException, InterruptedException {
    int port = Launched.freePort();
    Map<String, String> environment = environment();
    environment.put("MLFLOW_DISABLE_TELEMETRY", "true");
    environment.put("DO_NOT_TRACK", "true");
    environment.put("PATH", venv.resolve("bin") + ":" + System.getenv("PATH"));
    return Launched.start(
        settings.work(),
        "mlflow-" + model.getFileName(),
        port,
        "/ping",
        environment,
        List.of(
            venv.resolve("bin/mlflow").toString(),
            "models",
            "serve",
            "--model-uri",
            model.toString(),
            "--env-manager",
            "local",
            "--host",
            "127.0.0.1",
            "--port",
            text(port),
            "--workers",
            text(cores)));
  }

  private static Started routes(Launched server, String path) {
    return new Started(
        List.of(server), (model, wire) -> new Endpoint(server.port(), path + model, INPUT));
  }

  /** Starts a script; its first argument is the port. */
  private Launched launch(
      Path venv,
      String script,
      String health,
      Map<String, String> environment,
      List<String> arguments)
      throws IOException, InterruptedException {
    return Launched.start(
        settings.work(),
        script,
        Integer.parseInt(arguments.getFirst()),
        health,
        environment,
        command(venv, script, arguments));
  }

  private void run(Path venv, String script, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env", "MODELS=" + models));
    command.addAll(command(venv, script, arguments));
    Path log = settings.work().resolve(script + ".log");
    Measured.run(log, settings.work().resolve(script + ".out"), command);
  }

  private List<String> command(Path venv, String script, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(venv.resolve("bin/python").toString());
    command.add(settings.scripts().resolve("peers").resolve(script + ".py").toString());
    command.addAll(arguments);
    return command;
  }

  private Map<String, String> environment() {
    return new HashMap<>(Map.of("MODELS", models.toString(), "OMP_NUM_THREADS", "1"));
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
