package io.noria.dist;

import io.noria.importing.ImportSource;
import io.noria.importing.comet.CometSource;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code noria import comet}. */
@Command(
    name = "comet",
    description = "Brings over what cometx download wrote.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "noria import comet download",
      "",
      "The folder is only read. Started again, it goes on where it was.",
      "docs/coming-from-comet.md has the details."
    })
final class ImportCometCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FOLDER",
      description = "the download, or a workspace, project or experiment of it")
  private Path folder = Path.of("");

  @Mixin private final ImportOptions options = new ImportOptions();

  @Override
  public Integer call() throws Exception {
    try (ImportSource source = CometSource.open(folder)) {
      return options.bring(source);
    }
  }
}
