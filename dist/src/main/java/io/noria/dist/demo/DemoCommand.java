package io.noria.dist.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.base.Closer;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.dist.LocalServer;
import io.noria.engine.Engine;
import io.noria.server.config.NoriaConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code noria demo}: a server, a project folder, and the year 2013 played into them. */
@Command(
    name = "demo",
    description = "Watch a real model live through a year of real data.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final int CALLERS = 16;
  private static final YearMonth LAST = YearMonth.of(2013, 12);

  /** The last month's data have arrived by then. */
  private static final Duration AFTER = Duration.ofHours(13);

  @Option(
      names = "--headless",
      description = "end when the year is over, with one JSON line on stdout")
  private boolean headless;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "where everything is kept; a demo that was stopped goes on from there (default: ~/.local/share/noria-demo)")
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "7600",
      description = "default 7600; 0 takes a free one")
  private int port = 7600;

  @Option(
      names = "--until",
      paramLabel = "MONTH",
      defaultValue = "2013-12",
      description = "stop after this month's data has arrived (default 2013-12)")
  private YearMonth until = LAST;

  @Option(
      names = "--example",
      paramLabel = "FOLDER",
      description = "the example's folder (default: the one that comes with Noria)")
  private @Nullable Path example;

  @Override
  public Integer call() throws Exception {
    if (until.isBefore(YearMonth.of(2013, 4)) || until.isAfter(LAST)) {
      throw NoriaException.invalid("--until: " + until + " (expected: 2013-04 to 2013-12)");
    }
    long started = System.nanoTime();
    Parts parts = new Parts();
    Path folder = data == null ? defaultFolder() : data;
    Path flights = example == null ? home().resolve("examples/flights") : example;
    make(folder);
    PrintStream say = System.err;
    try (Closer closer = new Closer()) {
      LocalServer server = closer.add(LocalServer.start(arguments(folder)));
      say.println("Pages: " + server.url() + "   Data: " + folder);
      Control control = closer.add(new Control(server.url()));
      Engine engine = closer.add(LocalServer.engine(folder.resolve("replay")));
      Year year = Year.open(engine, flights);
      URI address = URI.create(server.url());
      Crowd crowd = closer.add(new Crowd(address.getHost(), address.getPort(), "flights", CALLERS));
      boolean terminal = !headless && System.console() != null;
      Narrator narrator = new Narrator(control, say, terminal);
      Path project = folder.resolve("project").toAbsolutePath();
      parts.spent("start");
      Rollout rollout = new Rollout(control, server, narrator);
      new Replay(year, engine, project, control, crowd, narrator, parts, rollout).play(until);
      ObjectNode lastAct = null;
      ObjectNode batch = null;
      if (until.equals(LAST)) {
        batch =
            new BatchAct(control, server, say)
                .play(
                    year,
                    engine,
                    batches(folder),
                    LAST,
                    Year.startOf(LAST.plusMonths(1)).plus(AFTER));
        parts.spent("a month as a batch");
        lastAct = new LastAct(control, say).play(Year.startOf(LAST.plusMonths(1)).plus(AFTER));
        parts.spent("last act");
      }
      say.println("Seconds by part: " + parts);
      double seconds = (System.nanoTime() - started) / 1e9;
      if (headless) {
        System.out.println(
            new Summary(control)
                .collect(until, new Summary.Told(lastAct, rollout.told(), batch), seconds));
        System.out.flush();
        return 0;
      }
      say.printf(
          Locale.ROOT,
          "The year is over after %.0f s. Look around at %s; Ctrl C ends it.%n",
          seconds,
          server.url());
      server.awaitStop();
    }
    return 0;
  }

  private NoriaConfig.Arguments arguments(Path folder) {
    return new NoriaConfig.Arguments(
        folder.resolve("server"),
        port,
        null,
        null,
        null,
        false,
        Map.of("noria.serving.batch-paths", batches(folder).toString()));
  }

  private static Path batches(Path folder) {
    return folder.toAbsolutePath().normalize().resolve("batches");
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.PERMISSION_DENIED,
          "--data: " + folder + " cannot be made (expected: a folder that this user may write)",
          e);
    }
  }

  private static Path home() {
    String home = System.getProperty("noria.home", "");
    if (home.isEmpty()) {
      throw NoriaException.invalid("noria.home is not set (expected: start Noria by its script)");
    }
    return Path.of(home);
  }

  private static Path defaultFolder() {
    String shared = System.getenv("XDG_DATA_HOME");
    return (shared == null || shared.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(shared))
        .resolve("noria-demo");
  }
}
