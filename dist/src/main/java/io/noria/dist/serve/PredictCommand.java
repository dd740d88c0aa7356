package io.noria.dist.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.cli.PredictJobsCommand;
import io.noria.cli.PredictSchedulesCommand;
import io.noria.client.NoriaClient;
import io.noria.dist.LocalServer;
import io.noria.dist.ProgressLine;
import io.noria.registry.ModelVersionId;
import io.noria.server.config.NoriaConfig;
import io.noria.serving.BatchRequest;
import io.noria.serving.table.TableBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code noria predict}. */
@Command(
    name = "predict",
    description = "Predicts for every row of a table: as many rows out as in, in their order.",
    mixinStandardHelpOptions = true,
    subcommands = {PredictJobsCommand.class, PredictSchedulesCommand.class},
    footer = {
      "",
      "noria predict --model model.onnx --in data.parquet --out predictions.parquet",
      "noria predict --model models:/flights@champion --in 'data/*.csv' --out late.csv",
      "noria predict --model models:/flights@champion --in s3://asked/2013-12/ --out s3://told/2013-12/",
      "",
      "noria predict --detach --model models:/flights@champion --in s3://asked/ --out s3://told/",
      "noria predict jobs",
      "",
      "Ended before its time and started again, it goes on where it was. docs/serving.md"
    })
public final class PredictCommand implements Callable<Integer> {
  /** What becomes of a row that cannot be asked. */
  enum OnError {
    /** It ends the job. */
    ERROR,
    /** It gets null. */
    NULL
  }

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "a file, a folder, models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/STAGE or"
              + " models:/NAME/latest")
  private String model = "";

  @Option(
      names = "--in",
      paramLabel = "TABLE",
      description =
          "a Parquet, CSV or JSON lines file, a folder of them, or a pattern with *; here or"
              + " s3://BUCKET/KEY")
  private String in = "";

  @Option(
      names = "--out",
      paramLabel = "OUT",
      description =
          "a file that appears when all is done, or a folder with / at its end that gets one for"
              + " each of the input's; here or s3://BUCKET/KEY")
  private String out = "";

  @Option(
      names = "--in-format",
      paramLabel = "FORM",
      description = "parquet, csv or jsonl (default: by the ending)")
  private @Nullable String inFormat;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = "parquet, csv or jsonl (default: by the ending)")
  private @Nullable String format;

  @Option(names = "--only-predictions", description = "leave the input's columns out")
  private boolean onlyPredictions;

  @Option(names = "--probabilities", description = "a column with each class's probability")
  private boolean probabilities;

  @Option(
      names = "--on-error",
      paramLabel = "WHAT",
      defaultValue = "error",
      description = "of a row with a wrong value: error (default) or null, for its prediction")
  private OnError onError = OnError.ERROR;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "that score at the same time (default: one a core)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "the data folder (default: $NORIA_DATA, else ~/.local/share/noria)")
  private @Nullable Path data;

  @Option(
      names = "--on-server",
      description =
          "the server at --url does it: --in and --out are its own, s3:// or"
              + " datasets:/NAME@VERSION; it goes on when this command ends")
  private boolean onServer;

  @Option(names = "--detach", description = "as --on-server, without waiting; says its id")
  private boolean detach;

  @Option(names = "--json", description = "say what was done as one line of JSON")
  private boolean asJson;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final ModelOptions options = new ModelOptions();

  @Override
  public Integer call() throws IOException {
    if (model.isEmpty() || in.isEmpty() || out.isEmpty()) {
      String missing = model.isEmpty() ? "--model" : in.isEmpty() ? "--in" : "--out";
      throw new ParameterException(
          spec.commandLine(), missing + ": missing (expected: --model, --in and --out)");
    }
    if (onServer || detach) {
      return remote();
    }
    ModelArgument wanted = ModelArgument.parse(model);
    if (threads < 1 || threads > 1024) {
      throw NoriaException.invalid("--threads: " + threads + " (expected: 1 to 1024)");
    }
    BatchRequest request = request();
    Path temporary = Files.createTempDirectory("noria-model-");
    try {
      predict(wanted, request, temporary);
    } finally {
      delete(temporary);
    }
    return 0;
  }

  private BatchRequest request() {
    return new BatchRequest(
        model, in, inFormat, out, format, onlyPredictions, probabilities, onError == OnError.NULL);
  }

  private int remote() {
    String url = options.url() == null ? "http://127.0.0.1:7600" : options.url();
    if (data != null) {
      throw NoriaException.invalid("--data: " + data + " (expected: none with --on-server)");
    }
    try (NoriaClient client = options.client(url)) {
      RemoteBatch remote = new RemoteBatch(client, asJson);
      JsonNode batch = remote.submit(request());
      if (!detach) {
        System.err.println("batch " + batch.path("id").asText() + " at " + url);
        batch = remote.await(batch);
      }
      if (asJson) {
        System.out.println(batch);
      } else if (detach) {
        System.out.println(
            batch.path("id").asText() + " (noria predict jobs " + batch.path("id").asText() + ")");
      } else {
        System.out.println(
            String.format(Locale.ROOT, "%,d rows: %s", batch.at("/progress/rows").asLong(), out));
      }
    }
    return 0;
  }

  private void predict(ModelArgument wanted, BatchRequest request, Path temporary)
      throws IOException {
    String url = data == null ? options.url() : null;
    String name = wanted.usualName();
    ModelFolder folder = null;
    Path from = temporary;
    if (wanted instanceof ModelArgument.Here here) {
      from = here.path();
      folder = ModelFolder.of(from, options.requirements());
    } else if (url != null && wanted instanceof ModelArgument.Registered registered) {
      try (NoriaClient client = options.client(url)) {
        int version =
            new Deployer(client, name, false, true)
                .resolved(registered.model(), registered.follow());
        client.models().download(registered.model(), version, temporary);
        System.err.println("model " + registered.model() + " version " + version + " from " + url);
        folder = ModelFolder.of(temporary, options.requirements());
      }
    }
    boolean alone = folder != null;
    var arguments =
        new NoriaConfig.Arguments(alone ? null : data, 0, null, null, null, alone, Map.of());
    try (LocalServer server = LocalServer.quiet(arguments);
        NoriaClient client = options.client(server.url())) {
      Deployer deployer = new Deployer(client, name, options.allowPickle(), true).silent();
      ModelVersionId version =
          folder != null
              ? new ModelVersionId(name, deployer.bring(from, folder).version())
              : registered(deployer, (ModelArgument.Registered) wanted);
      score(server, version, request);
    }
  }

  private ModelVersionId registered(Deployer deployer, ModelArgument.Registered wanted) {
    int version = deployer.resolved(wanted.model(), wanted.follow());
    if (options.allowPickle()) {
      deployer.trust(wanted.model(), version, null);
    }
    return new ModelVersionId(wanted.model(), version);
  }

  private void score(LocalServer server, ModelVersionId version, BatchRequest request) {
    long began = System.nanoTime();
    TableBatch.Done done;
    try (ProgressLine line = ProgressLine.onTerminal(asJson)) {
      done =
          server.predict(
              version,
              request,
              threads,
              scratch(),
              far -> {
                synchronized (line) {
                  line.at(Far.text(far, System.nanoTime() - began), far.rows(), Far.all(far));
                }
              });
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    if (asJson) {
      System.out.println(
          "{\"rows\":%d,\"kept\":%d,\"nulls\":%d,\"files\":%d,\"files_kept\":%d,\"seconds\":%.3f}"
              .formatted(
                  done.rows(),
                  done.kept(),
                  done.refused(),
                  done.files(),
                  done.filesKept(),
                  seconds));
      return;
    }
    System.out.println(Far.done(done, seconds, out));
  }

  /** What comes from elsewhere and goes there; the same for the next try. */
  private static Path scratch() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return home.resolve("noria").resolve("predict");
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, folder + " cannot be deleted: " + e.getMessage(), e);
    }
  }
}
