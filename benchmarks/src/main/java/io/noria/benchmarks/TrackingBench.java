package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tracking through MLflow's own protocol: Noria on SQLite and on PostgreSQL, FastTrackML and
 * MLflow's server take turns, case by case, under the same client program.
 */
final class TrackingBench {
  static final String NORIA = "Noria";
  static final String NORIA_POSTGRES = "Noria+PG";
  static final String FAST = "FastTrackML";
  static final String MLFLOW = "MLflow";
  static final List<String> CASES =
      List.of("start", "writes", "mixed", "registry", "search", "curves", "artifacts", "disk");

  static final List<String> SYSTEMS = List.of(NORIA, NORIA_POSTGRES, FAST, MLFLOW);

  private final Settings settings;
  private final Comparison comparison =
      new Comparison(
          "tracking through MLflow's REST API, every answer waited for; x: times better",
          List.of(NORIA, NORIA_POSTGRES),
          List.of(FAST, MLFLOW));

  private TrackingBench(Settings settings) {
    this.settings = settings;
  }

  static Report run(Settings settings) throws IOException, InterruptedException {
    for (String name : settings.cases()) {
      if (!CASES.contains(name)) {
        throw new IllegalArgumentException("--cases " + name + " (expected: " + CASES + ")");
      }
    }
    for (String name : settings.systems()) {
      if (!SYSTEMS.contains(name)) {
        throw new IllegalArgumentException("--systems " + name + " (expected: " + SYSTEMS + ")");
      }
    }
    return new TrackingBench(settings).all();
  }

  private static boolean wanted(Settings settings, String system) {
    return settings.systems().isEmpty() || settings.systems().contains(system);
  }

  private boolean wanted(String name) {
    return settings.cases().isEmpty() || settings.cases().contains(name);
  }

  private Report all() throws IOException, InterruptedException {
    if (wanted("start")) {
      starts();
    }
    try (Started servers = new Started(settings, wanted("search") ? settings.runs() : 0)) {
      List<Tracker> trackers = servers.trackers();
      if (wanted("writes")) {
        new TrackingWrites(settings, comparison, trackers).run();
      }
      if (wanted("mixed")) {
        new TrackingMixed(settings, comparison, trackers).run();
      }
      if (wanted("registry")) {
        TrackingWrites.aliases(settings, comparison, trackers);
      }
      if (wanted("search")) {
        new TrackingSearches(settings, comparison, trackers).run();
      }
      if (wanted("curves")) {
        new TrackingCurves(settings, comparison, trackers).run();
      }
      if (wanted("artifacts")) {
        TrackingArtifacts.run(comparison, trackers);
      }
    }
    if (wanted("disk")) {
      TrackingCurves.disk(settings, comparison);
    }
    return comparison.report();
  }

  /** Seconds to the first answer, and memory once it is calm, of empty servers. */
  private void starts() throws IOException, InterruptedException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    Map<String, Double> memory = new LinkedHashMap<>();
    for (String system : List.of(NORIA, FAST, MLFLOW)) {
      if (!wanted(settings, system)) {
        continue;
      }
      try (Launched first = launch(settings, system, fresh(system), null)) {
        TimeUnit.SECONDS.sleep(1); // The first start makes the database.
      }
      Path data = fresh(system);
      launch(settings, system, data, null).close();
      try (Launched server = launch(settings, system, data, null)) {
        seconds.put(system, server.startSeconds());
        TimeUnit.SECONDS.sleep(system.equals(MLFLOW) ? 15 : 5);
        memory.put(system, server.residentMegabytes());
      }
    }
    comparison.less("start to the first answer", "s", seconds);
    comparison.less("memory, empty and idle", "MB", memory);
  }

  private Path fresh(String system) throws IOException {
    return Servers.fresh(settings, system.toLowerCase(java.util.Locale.ROOT).replace("+", "-"));
  }

  static Launched launch(Settings settings, String system, Path data, @Nullable Postgres postgres)
      throws IOException, InterruptedException {
    return switch (system) {
      case NORIA -> Servers.noria(settings, data, true);
      case NORIA_POSTGRES -> {
        if (postgres == null) {
          throw new IllegalStateException("no PostgreSQL");
        }
        yield Servers.noriaOn(settings, data, postgres.url());
      }
      case FAST -> Servers.fastTrackMl(settings, data);
      case MLFLOW -> Servers.mlflow(settings, data);
      default -> throw new IllegalArgumentException(system);
    };
  }

  /** All of them, running. */
  private static final class Started implements AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Tracker> trackers = new ArrayList<>();

    Started(Settings settings, int runs) throws IOException, InterruptedException {
      if (wanted(settings, NORIA)) {
        Path noria = Servers.fresh(settings, "noria");
        add(NORIA, launch(settings, NORIA, noria, null), Set.of());
      }
      Postgres postgres =
          wanted(settings, NORIA_POSTGRES)
              ? Postgres.start(Servers.fresh(settings, "postgres"))
              : null;
      if (postgres != null) {
        open.add(postgres);
        Path data = Servers.fresh(settings, "noria-pg");
        add(NORIA_POSTGRES, launch(settings, NORIA_POSTGRES, data, postgres), Set.of());
      }
      if (wanted(settings, FAST)) {
        Path fast = Servers.fresh(settings, "fasttrackml");
        fill(settings, FAST, fast, "fasttrackml.db", runs);
        add(
            FAST,
            launch(settings, FAST, fast, null),
            Set.of(Tracker.Lack.SAMPLE, Tracker.Lack.REGISTRY, Tracker.Lack.ARTIFACTS));
      }
      if (wanted(settings, MLFLOW)) {
        Path mlflow = Servers.fresh(settings, "mlflow");
        fill(settings, MLFLOW, mlflow, "mlflow.db", runs);
        add(MLFLOW, launch(settings, MLFLOW, mlflow, null), Set.of());
        TimeUnit.SECONDS.sleep(10); // MLflow is busy for a while after its start.
      }
      for (Tracker tracker : trackers) {
        if (runs > 0 && tracker.system().startsWith(NORIA)) {
          Runs.fill(tracker.port(), "0", runs);
        }
      }
    }

    private void add(String system, Launched server, Set<Tracker.Lack> lacks) throws IOException {
      open.add(server);
      trackers.add(Tracker.of(system, server, lacks));
    }

    private static void fill(Settings settings, String system, Path data, String file, int runs)
        throws IOException, InterruptedException {
      if (runs == 0) {
        return;
      }
      launch(settings, system, data, null).close();
      Files.createDirectories(settings.scratch());
      Measured.run(
          settings.scratch().resolve("fill.err"),
          settings.scratch().resolve("fill.out"),
          List.of(
              settings.python("python"),
              settings.scripts().resolve("fill_tracking.py").toString(),
              system.equals(FAST) ? "fasttrackml" : "mlflow",
              data.resolve(file).toString(),
              Integer.toString(runs)));
    }

    List<Tracker> trackers() {
      return trackers;
    }

    @Override
    public void close() throws InterruptedException {
      for (AutoCloseable one : open.reversed()) {
        try {
          one.close();
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          System.err.println("not closed: " + e);
        }
      }
    }
  }
}
