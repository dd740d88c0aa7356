package io.noria.dist.serve;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import io.noria.dist.LocalServer;
import io.noria.dist.ProgressLine;
import io.noria.engine.FileForm;
import io.noria.registry.ModelVersionId;
import io.noria.server.config.NoriaConfig;
import io.noria.serving.table.TableJob;
import io.noria.serving.table.TableScoring;
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
import picocli.CommandLine.Option;

/** {@code noria predict}. */
@Command(
    name = "predict",
    description = "Predicts for every row of a table: as many rows out as in, in their order.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "noria predict --model model.onnx --in data.parquet --out predictions.parquet",
      "noria predict --model models:/flights@champion --in 'data/*.csv' --out late.csv",
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
      required = true,
      paramLabel = "MODEL",
      description =
          "a file, a folder, models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/STAGE or"
              + " models:/NAME/latest")
  private String model = "";

  @Option(
      names = "--in",
      required = true,
      paramLabel = "TABLE",
      description = "a Parquet, CSV or JSON lines file, a folder of them, or a pattern with *")
  private String in = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "appears when all is done; OUT.part beside it keeps what is done until then")
  private Path out = Path.of("");

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

  @Option(names = "--json", description = "say what was done as one line of JSON")
  private boolean asJson;

  @Mixin private final ModelOptions options = new ModelOptions();

  @Override
  public Integer call() throws IOException {
    ModelArgument wanted = ModelArgument.parse(model);
    Path target = out.toAbsolutePath().normalize();
    TableFiles table =
        TableFiles.of(in, inFormat == null ? null : form("--in-format", inFormat), target);
    FileForm written =
        format != null
            ? form("--format", format)
            : TableFiles.form(target)
                .orElseThrow(() ->
                    NoriaException.invalid(
                        "--out: " + out + " (expected: *.parquet, *.csv or *.jsonl, or --format)"));
    if (threads < 1 || threads > 1024) {
      throw NoriaException.invalid("--threads: " + threads + " (expected: 1 to 1024)");
    }
    TableJob job =
        new TableJob(
            table.files(),
            table.form(),
            target,
            written,
            onlyPredictions,
            probabilities,
            onError == OnError.NULL,
            threads);
    Path temporary = Files.createTempDirectory("noria-model-");
    try {
      predict(wanted, job, temporary);
    } finally {
      delete(temporary);
    }
    return 0;
  }

  private void predict(ModelArgument wanted, TableJob job, Path temporary) throws IOException {
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
      score(server, version, job);
    }
  }

  private ModelVersionId registered(Deployer deployer, ModelArgument.Registered wanted) {
    int version = deployer.resolved(wanted.model(), wanted.follow());
    if (options.allowPickle()) {
      deployer.trust(wanted.model(), version, null);
    }
    return new ModelVersionId(wanted.model(), version);
  }

  private void score(LocalServer server, ModelVersionId version, TableJob job) {
    long began = System.nanoTime();
    TableScoring.Done done;
    try (ProgressLine line = ProgressLine.onTerminal(asJson)) {
      done =
          server.predict(
              version,
              job,
              (rows, kept, all) -> {
                synchronized (line) {
                  line.at(far(rows - kept, all - rows, System.nanoTime() - began), rows, all);
                }
              });
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    if (asJson) {
      System.out.println(
          "{\"rows\":%d,\"kept\":%d,\"nulls\":%d,\"seconds\":%.3f}"
              .formatted(done.rows(), done.kept(), done.refused(), seconds));
      return;
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "%,d rows in %.1f s%s%s: %s",
            done.rows(),
            seconds,
            done.kept() > 0 ? String.format(Locale.ROOT, ", %,d of them before", done.kept()) : "",
            done.refused() > 0
                ? String.format(Locale.ROOT, ", %,d with a wrong value got null", done.refused())
                : "",
            out));
  }

  /** What stands before the bar. */
  static String far(long rows, long left, long nanos) {
    double perSecond = rows / Math.max(1e-9, nanos / 1e9);
    long seconds = perSecond < 1e-9 ? 0 : Math.round(left / perSecond);
    return String.format(
        Locale.ROOT,
        "%,.0f rows/s, %s left",
        perSecond,
        seconds < 90 ? seconds + " s" : (seconds + 30) / 60 + " min");
  }

  private static FileForm form(String option, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "parquet" -> FileForm.PARQUET;
      case "csv", "tsv" -> FileForm.CSV;
      case "jsonl", "ndjson" -> FileForm.JSON_LINES;
      default ->
          throw NoriaException.invalid(option + ": " + text + " (expected: parquet, csv or jsonl)");
    };
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
