package io.noria.dist;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.noria.server.backup.Backup;
import io.noria.server.backup.Tar;
import io.noria.server.config.NoriaConfig;
import io.noria.server.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noria backup}. */
@Command(
    name = "backup",
    description = "Copies everything a server keeps, while it works.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Made again into the same folder, only what is new is copied. noria restore puts it back.",
      "Run it on the server's machine, with the server's own settings. docs/operations.md has more."
    })
final class BackupCommand implements Callable<Integer> {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Option(
      names = "--to",
      paramLabel = "FOLDER|FILE.tar",
      description = "where to (default: noria-backup-TIME here)")
  private @Nullable Path to;

  @Option(
      names = "--copy",
      description = "copy every file, also where a hard link would do: safe from a damaged disk")
  private boolean copy;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Mixin private final DataOptions data = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Logging.toStandardError();
    NoriaConfig config = data.load();
    Instant now = InstantSource.system().instant();
    Path target =
        (to == null ? Path.of("noria-backup-" + DAY.format(now)) : to).toAbsolutePath().normalize();
    boolean tar = target.toString().endsWith(".tar");
    Path folder = tar ? target.resolveSibling(target.getFileName() + ".parts") : target;
    Backup.Made made;
    try (ProgressLine progress = ProgressLine.onTerminal(json)) {
      made = Backup.make(config, folder, !copy, progress::at);
      if (tar) {
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        Tar.write(folder, partial, progress::at);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        deleteTree(folder);
      }
    }
    print(made, target);
    return made.missing().isEmpty() ? 0 : 1;
  }

  private void print(Backup.Made made, Path target) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var tree =
          new ObjectMapper()
              .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
              .<com.fasterxml.jackson.databind.node.ObjectNode>valueToTree(made);
      out.println(tree.put("folder", target.toString()).toPrettyString());
    } else {
      out.println(
          "Backed up to "
              + target
              + ": "
              + Sizes.bytes(made.databaseBytes())
              + " of rows, "
              + made.objects()
              + " objects, "
              + Sizes.bytes(made.objectBytes())
              + " ("
              + made.copied()
              + " of them new).");
    }
    out.flush();
    if (!made.missing().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          made.missing().size()
              + " objects that rows name are not in the store, so not in the backup; the first: "
              + made.missing().getFirst()
              + " (noria doctor --deep lists them)");
      err.flush();
    }
  }

  static void deleteTree(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(root)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
