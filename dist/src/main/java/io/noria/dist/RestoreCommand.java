package io.noria.dist;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.base.NoriaException;
import io.noria.server.backup.Restore;
import io.noria.server.backup.Tar;
import io.noria.server.config.NoriaConfig;
import io.noria.server.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noria restore}. */
@Command(
    name = "restore",
    description = "Puts a backup back, into an empty data folder or an empty PostgreSQL.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Every byte is verified. A backup of SQLite can be restored to PostgreSQL, and the other way."
    })
final class RestoreCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "FOLDER|FILE.tar",
      required = true,
      description = "what noria backup made")
  private Path from = Path.of("");

  @Option(names = "--force", description = "move a data folder that is in the way aside")
  private boolean force;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Mixin private final DataOptions data = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Logging.toStandardError();
    NoriaConfig config = data.load();
    if (!Files.exists(from)) {
      throw NoriaException.notFound("--from: " + from + " (expected: what noria backup made)");
    }
    boolean tar = Files.isRegularFile(from);
    Restore.Restored restored;
    Path unpacked = config.data().resolveSibling(config.data().getFileName() + ".unpacked");
    try (ProgressLine progress = ProgressLine.onTerminal(json)) {
      if (tar) {
        if (Files.exists(unpacked)) {
          BackupCommand.deleteTree(unpacked);
        }
        Files.createDirectories(unpacked);
        Tar.extract(from, unpacked, progress::at);
      }
      restored = Restore.run(config, tar ? unpacked : from, force, progress::at);
    } finally {
      if (tar && Files.exists(unpacked)) {
        BackupCommand.deleteTree(unpacked);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .createObjectNode()
              .put("made_at", restored.madeAt().toString())
              .put("objects", restored.objects())
              .put("object_bytes", restored.objectBytes())
              .put("aside", restored.aside())
              .toPrettyString());
    } else {
      out.println(
          "Restored "
              + config.data()
              + " as it was on "
              + restored.madeAt()
              + ": "
              + restored.objects()
              + " objects, "
              + Sizes.bytes(restored.objectBytes())
              + ".");
      if (!restored.aside().isEmpty()) {
        out.println("What was there before lies in " + restored.aside() + ".");
      }
    }
    out.flush();
    return 0;
  }
}
