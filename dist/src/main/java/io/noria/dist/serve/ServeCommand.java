package io.noria.dist.serve;

import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import io.noria.dist.LocalServer;
import io.noria.server.config.NoriaConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria serve}. */
@Command(
    name = "serve",
    description =
        "Serves a model: deploys it on the server that --url or $NORIA_URL names, else on one that"
            + " it starts here.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "noria serve model.onnx",
      "noria serve mlruns/1/…/artifacts/model --allow-pickle",
      "noria serve models:/flights@champion --name flights",
      "",
      "A changed file served again, and a move in the registry, are swaps without a lost request.",
      "A pickle is a program: --allow-pickle lets exactly these files be run. docs/serving.md"
    })
public final class ServeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      description =
          "a file, a folder, models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/STAGE or"
              + " models:/NAME/latest")
  private String model = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "the deployment's and a file's model's (default: the file's or the model's)")
  private @Nullable String name;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "of a server started here: its data folder (default: a temporary one for a file, else"
              + " $NORIA_DATA or ~/.local/share/noria)")
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "of a server started here: default 7600; 0 takes a free one")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "of a server started here: default 127.0.0.1; others need tokens")
  private @Nullable String host;

  @Option(
      names = "--log-durability",
      paramLabel = "flush|always",
      description =
          "of a server started here: flush: predictions are on disk within 100 ms (default); always: before they are"
              + " answered")
  private @Nullable String logDurability;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "any other setting of a server started here")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--json", description = "say where it answers as one line of JSON")
  private boolean asJson;

  @Mixin private final ModelOptions options = new ModelOptions();

  @Override
  public Integer call() throws InterruptedException {
    ModelArgument wanted = ModelArgument.parse(model);
    String deployment = name == null ? wanted.usualName() : checked(name);
    ModelFolder folder = null;
    if (wanted instanceof ModelArgument.Here here) {
      folder = ModelFolder.of(here.path(), options.requirements());
    } else if (options.requirements() != null) {
      throw NoriaException.invalid(
          "--requirements: goes with a file or folder (expected: the requirements.txt in the"
              + " registered model's own folder)");
    }
    String url = options.url();
    if (url != null) {
      if (data != null || port != null || host != null || logDurability != null || !set.isEmpty()) {
        throw NoriaException.invalid(
            "--data, --port, --host, --log-durability and --set are of a server started here, and --url or NORIA_URL"
                + " names "
                + url
                + " (expected: one of the two)");
      }
      serve(url, wanted, folder, deployment);
      return 0;
    }
    if (logDurability != null) {
      set.putIfAbsent("noria.serving.durability", logDurability);
    }
    boolean ephemeral = folder != null && data == null;
    var arguments = new NoriaConfig.Arguments(data, port, host, null, null, ephemeral, set);
    try (LocalServer server = LocalServer.start(arguments)) {
      System.out.println("Noria is listening on " + server.url());
      System.out.flush();
      serve(server.url(), wanted, folder, deployment);
      server.awaitStop();
    }
    return 0;
  }

  private void serve(
      String server, ModelArgument wanted, @Nullable ModelFolder folder, String deployment) {
    try (NoriaClient client = options.client(server)) {
      Deployer deployer = new Deployer(client, deployment, options.allowPickle(), asJson);
      Served served =
          switch (wanted) {
            case ModelArgument.Registered registered -> deployer.serve(registered);
            case ModelArgument.Here here ->
                deployer.serve(here.path(), java.util.Objects.requireNonNull(folder));
          };
      if (asJson) {
        System.out.println(served.json());
        System.out.flush();
      } else {
        served.print(System.out);
      }
    }
  }

  private static String checked(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw NoriaException.invalid(
          "--name: " + name + " (expected: up to 100 letters, digits, . _ -)");
    }
    return name;
  }
}
