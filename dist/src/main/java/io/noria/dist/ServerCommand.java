package io.noria.dist;

import io.noria.server.config.NoriaConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code noria server}. */
@Command(
    name = "server",
    description = "Starts the server. The first line on stdout says where it listens.",
    mixinStandardHelpOptions = true,
    footer = {"", "Every setting: docs/server.md."})
final class ServerCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "the data folder (default: $NORIA_DATA, else ~/.local/share/noria)")
  private @Nullable Path data;

  @Option(names = "--port", paramLabel = "N", description = "default 7600; 0 takes a free one")
  private @Nullable Integer port;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      description = "a port for gRPC alone, beside the one that answers it anyway (default: none)")
  private @Nullable Integer grpcPort;

  @Option(
      names = "--dialect",
      paramLabel = "DIALECT=PORT",
      description =
          "a port of its own for a dialect of serving: oip, tfserving, torchserve, kserve,"
              + " mlflow-scoring, sagemaker, vertex, azureml")
  private Map<String, Integer> dialects = new LinkedHashMap<>();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "default 127.0.0.1; others need tokens (noria tokens create NAME)")
  private @Nullable String host;

  @Option(names = "--config", paramLabel = "FILE", description = "settings as YAML")
  private @Nullable Path config;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "PostgreSQL, for example postgresql://user:password@host/noria (default: SQLite)")
  private @Nullable String databaseUrl;

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      description =
          "what this server does: any of tracking,serving,pipelines,monitoring (default: all)")
  private @Nullable String roles;

  @Option(names = "--ephemeral", description = "empty, in a temporary folder, for tests")
  private boolean ephemeral;

  @Option(
      names = "--workspaces",
      description =
          "MLflow's clients may name workspaces (as --set noria.tracking.workspaces=true)")
  private boolean workspaces;

  @Option(
      names = "--log-durability",
      paramLabel = "flush|always",
      description =
          "flush: predictions are on disk within 100 ms (default); always: before they are"
              + " answered")
  private @Nullable String logDurability;

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "any other setting")
  private Map<String, String> set = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    if (workspaces) {
      set.putIfAbsent("noria.tracking.workspaces", "true");
    }
    if (logDurability != null) {
      set.putIfAbsent("noria.serving.durability", logDurability);
    }
    if (grpcPort != null) {
      set.putIfAbsent("noria.grpc.port", grpcPort.toString());
    }
    if (!dialects.isEmpty()) {
      set.putIfAbsent(
          "noria.http.dialects",
          dialects.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining(",")));
    }
    if (roles != null) {
      set.putIfAbsent("noria.roles", roles);
    }
    NoriaConfig.Arguments arguments =
        new NoriaConfig.Arguments(data, port, host, config, databaseUrl, ephemeral, set);
    try (LocalServer server = LocalServer.start(arguments)) {
      System.out.println("Noria is listening on " + server.url());
      System.out.flush();
      server.awaitStop();
    }
    return 0;
  }
}
