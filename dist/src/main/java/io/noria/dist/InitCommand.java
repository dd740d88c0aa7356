package io.noria.dist;

import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.project.init.Asker;
import io.noria.project.init.Decision;
import io.noria.project.init.Init;
import io.noria.project.init.InitRequest;
import io.noria.project.init.Initialized;
import io.noria.storage.json.Json;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria init}: looks at a table and writes a project's folder. */
@Command(
    name = "init",
    description =
        "Looks at a table of yours and writes a project's folder that `noria apply` takes.",
    mixinStandardHelpOptions = true,
    footer = {"", "What it looks for and decides: docs/init.md."})
final class InitCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "TABLE",
      description = "CSV or Parquet: a file, a folder, a glob; or postgresql://user@host/database")
  private String data = "";

  @Option(
      names = "--query",
      paramLabel = "SELECT",
      description = "the rows, when the table is in PostgreSQL")
  private @Nullable String query;

  @Option(names = "--target", paramLabel = "COLUMN", description = "the column to predict")
  private @Nullable String target;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "where to write (default: a new folder named after the table)")
  private @Nullable Path folder;

  @Option(names = "--name", paramLabel = "NAME", description = "the project's name")
  private @Nullable String name;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "binary, multiclass or regression (default: by the target's values)")
  private @Nullable String task;

  @Option(
      names = "--positive",
      paramLabel = "VALUE",
      description = "of two values, the one to find")
  private @Nullable String positive;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "when a row is known; none for no such column")
  private @Nullable String time;

  @Option(
      names = "--period",
      paramLabel = "PERIOD",
      description = "what trains and judges as a whole: day, week, month or year")
  private @Nullable String period;

  @Option(
      names = "--arrives",
      paramLabel = "SPAN",
      description = "how long after the time the truth is known, for example 12h")
  private @Nullable String arrives;

  @Option(
      names = "--key",
      split = ",",
      paramLabel = "COLUMN",
      description = "columns that name a row")
  private List<String> key = new ArrayList<>();

  @Option(
      names = "--exclude",
      split = ",",
      paramLabel = "COLUMN",
      description = "columns that are no features; * stands for anything")
  private List<String> exclude = new ArrayList<>();

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "COLUMN",
      description = "columns that stay features although something speaks against them")
  private List<String> keep = new ArrayList<>();

  @Option(names = "--yes", description = "ask nothing, take the defaults")
  private boolean yes;

  @Option(names = "--copy", description = "copy large files too instead of linking them")
  private boolean copy;

  @Option(names = "--force", description = "write into a folder that has files in it")
  private boolean force;

  @Option(names = "--json", description = "print what was decided as JSON")
  private boolean json;

  /** Held, so that its level is not forgotten with it. */
  private final Logger logger = Logger.getLogger("io.noria");

  @Override
  public Integer call() {
    logger.setLevel(Level.WARNING);
    if (data.isBlank()) {
      throw NoriaException.invalid("--data: empty (expected: a file, a folder or a glob)");
    }
    PrintStream say = System.err;
    Console console = System.console();
    boolean asks = !yes && !json && console != null && console.isTerminal();
    Asker asker = console != null && asks ? new TerminalAsker(console, say) : Asker.nobody();
    Path temporary = temporary();
    try (Engine engine = LocalServer.engine(temporary)) {
      Initialized done = Init.run(engine, request(), asker);
      if (json) {
        System.out.println(Json.write(done));
      } else {
        tell(done, asks);
      }
      System.out.flush();
      return 0;
    } finally {
      delete(temporary, say);
    }
  }

  private InitRequest request() {
    return new InitRequest(
        data,
        query,
        folder,
        Path.of("").toAbsolutePath(),
        new InitRequest.Answers(
            name, target, task, positive, time, period, arrives, key, exclude, keep),
        copy,
        force);
  }

  private void tell(Initialized done, boolean asked) {
    PrintStream out = System.out;
    out.printf(
        Locale.ROOT,
        "%s: %,d rows, %d features, %s of %s%n%n",
        done.project(),
        done.rows(),
        done.features().size(),
        done.task(),
        done.target());
    for (Decision decision : done.decisions()) {
      out.printf("  %-9s %s%n", label(decision.kind()), decision.line());
      if (!decision.change().isEmpty()) {
        out.printf("  %-9s   otherwise: %s%n", "", decision.change());
      }
    }
    if (!asked) {
      out.printf("%nNothing was asked: these are the defaults, and every one has a flag.%n");
    }
    Path here = Path.of("").toAbsolutePath();
    Path shown = done.folder().startsWith(here) ? here.relativize(done.folder()) : done.folder();
    out.printf("%nWritten: %s (%s)%n", shown, String.join(", ", texts(done)));
    out.printf("Next:    noria server, and in another terminal: noria apply %s%n", shown);
  }

  private static List<String> texts(Initialized done) {
    return done.files().stream().filter(file -> !file.startsWith("data/")).toList();
  }

  private static String label(Decision.Kind kind) {
    return switch (kind) {
      case DATA -> "data";
      case TARGET -> "target";
      case TIME -> "time";
      case KEY -> "key";
      case LEAK -> "LEAK";
      case LEFT_OUT -> "left out";
      case READING -> "reading";
      case WARNING -> "look at";
      case GATE -> "gates";
    };
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("noria-init-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder, PrintStream say) {
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      say.println("left behind: " + folder);
    }
  }
}
