package io.noria.dist;

import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.importing.ImportSource;
import io.noria.importing.Scratch;
import io.noria.importing.neptune.NeptuneSource;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code noria import neptune}. */
@Command(
    name = "neptune",
    description = "Brings over what neptune-exporter wrote, of Neptune 2 or 3.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "noria import neptune exports",
      "",
      "The folder is only read. Started again, it goes on where it was.",
      "docs/coming-from-neptune.md has the details."
    })
final class ImportNeptuneCommand implements Callable<Integer> {
  private static final long MEMORY = 512L << 20;
  private static final int THREADS = 2;

  @Parameters(paramLabel = "FOLDER", description = "with data/ and files/ in it")
  private Path folder = Path.of("");

  @Mixin private final ImportOptions options = new ImportOptions();

  @Override
  public Integer call() throws Exception {
    // The engine's own lines are of no interest here.
    Logger.getLogger("").setLevel(Level.WARNING);
    try (Scratch scratch = Scratch.make();
        DuckDbEngine engine =
            DuckDbEngine.open(new DuckDbSettings(scratch.folder(), MEMORY, THREADS, 1));
        ImportSource source = NeptuneSource.open(folder, engine)) {
      return options.bring(source);
    }
  }
}
