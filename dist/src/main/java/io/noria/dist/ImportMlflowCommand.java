package io.noria.dist;

import io.noria.base.NoriaException;
import io.noria.importing.ImportSource;
import io.noria.importing.mlflow.MlflowOptions;
import io.noria.importing.mlflow.MlflowSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria import mlflow}. */
@Command(
    name = "mlflow",
    description = "Brings an MLflow history over, with ids, times and files.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "noria import mlflow mlflow.db",
      "noria import mlflow postgresql://mlflow:secret@db/mlflow --artifacts /srv/mlartifacts",
      "",
      "The source is only read. Started again, it goes on where it was; what has changed there",
      "since is brought up to date. docs/coming-from-mlflow.md has the details."
    })
final class ImportMlflowCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "mlflow.db, sqlite:///PATH, postgresql://USER:PASSWORD@HOST/NAME or mlruns")
  private String source = "";

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "only experiments of this name; * stands for anything; may be repeated")
  private List<String> only = new ArrayList<>();

  @Option(names = "--no-artifacts", description = "leave the files out")
  private boolean noArtifacts;

  @Option(
      names = "--artifacts",
      paramLabel = "FOLDER",
      description = "where the artifact root lies now, when the source names another place")
  private @Nullable String artifacts;

  @Mixin private final ImportOptions options = new ImportOptions();

  @Override
  public Integer call() throws Exception {
    String root = artifacts;
    if (root != null && !Files.isDirectory(Path.of(root))) {
      throw NoriaException.invalid(
          "--artifacts: '" + root + "' (expected: a folder; copy a bucket into one first)");
    }
    MlflowOptions what = new MlflowOptions(only, !noArtifacts, root);
    try (ImportSource opened = MlflowSources.open(source, what)) {
      return options.bring(opened);
    }
  }
}
