package io.noria.server;

import io.noria.base.Closer;
import io.noria.base.IdSource;
import io.noria.collaboration.Collaboration;
import io.noria.datasets.Datasets;
import io.noria.delivery.Delivery;
import io.noria.delivery.GateBook;
import io.noria.delivery.gate.JudgeStep;
import io.noria.delivery.gate.RecordedTraining;
import io.noria.engine.Engine;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.monitoring.Monitoring;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.PipelinesConfig;
import io.noria.pipelines.Step;
import io.noria.project.ProjectAreas;
import io.noria.project.Projects;
import io.noria.project.wheel.ProjectSteps;
import io.noria.project.wheel.Wheel;
import io.noria.protocols.rest.Checks;
import io.noria.protocols.rest.RestServices;
import io.noria.protocols.rest.SystemFigures;
import io.noria.registry.Registry;
import io.noria.server.auth.Tokens;
import io.noria.server.config.NoriaConfig;
import io.noria.server.config.Role;
import io.noria.server.wiring.Collecting;
import io.noria.server.wiring.Following;
import io.noria.server.wiring.NameGuard;
import io.noria.server.wiring.Subscriptions;
import io.noria.serving.BatchPredictions;
import io.noria.serving.BatchSchedules;
import io.noria.serving.Serving;
import io.noria.serving.ServingConfig;
import io.noria.storage.gc.GarbageCollector;
import io.noria.storage.gc.SweepGuards;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.outbox.Outboxes;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import io.noria.thread.ThreadArea;
import io.noria.thread.Why;
import io.noria.thread.WhyAreas;
import io.noria.thread.impact.Impacts;
import io.noria.thread.impact.Proposals;
import io.noria.thread.impact.Revocations;
import io.noria.thread.impact.Rollbacks;
import io.noria.thread.rerun.Reruns;
import io.noria.traces.Traces;
import io.noria.tracking.Tracking;
import io.noria.tracking.Uploads;
import io.noria.training.CommandTrainStep;
import io.noria.training.CommandTrainer;
import io.noria.training.LinearStep;
import io.noria.training.LinearTrainer;
import io.noria.training.SearchStep;
import io.noria.training.Trainer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Every area, opened and put together: the one place that calls their factories. Closing closes in
 * reverse order.
 */
final class Areas implements AutoCloseable {
  private final Closer closer;
  private final Set<Role> roles;
  private final InstantSource clock = InstantSource.system();
  private final Database db;
  private final ObjectStore objects;
  private final Outbox outbox;
  private final Lineage lineage;
  private final Engine engine;
  private final Tokens tokens;
  private final Tracking tracking;
  private final Traces traces;
  private final Uploads uploads;
  private final Datasets datasets;
  private final Registry registry;
  private final Serving serving;
  private final BatchPredictions batches;
  private final BatchSchedules schedules;
  private final Monitoring monitoring;
  private final Delivery delivery;
  private final Pipelines pipelines;
  private final Projects projects;
  private final Why why;
  private final ThreadArea thread;
  private final Collaboration collaboration;
  private final SystemFigures figures;

  private Areas(NoriaConfig config, Supplier<String> url, Closer closer) {
    this.closer = closer;
    this.roles = config.roles();
    IdSource ids = IdSource.system(clock);
    db = closer.add(Databases.open(config.storage().sql(), clock, ids));
    objects = closer.add(objects(config));
    outbox = closer.add(Outboxes.open(db, clock));
    lineage = Lineages.open(db);
    tokens = Tokens.open(db);
    engine = closer.add(engine(config));
    tracking = Tracking.open(db, objects, ids, config.tracking().searchBytes());
    traces = Traces.open(db, tracking, ids);
    uploads =
        closer.add(Uploads.inFolder(config.data().resolve("uploads"), tracking.artifacts(), clock));
    GateBook gates = GateBook.open(db);
    NameGuard guard = new NameGuard(gates, this::serving, this::projects);
    registry = Registry.open(db, tracking, guard, config.ephemeral());
    closer.add(registry.webhooks());
    datasets = Datasets.open(db, objects, engine);
    serving =
        closer.add(
            Serving.open(serving(config), db, objects, engine, tracking, registry, clock, ids));
    batches = closer.add(batches(config));
    monitoring = closer.add(Monitoring.open(db, serving, gates, clock, ids));
    delivery =
        Delivery.open(
            db,
            gates,
            registry,
            serving.models(),
            new RecordedTraining(registry, tracking.artifacts(), datasets),
            monitoring,
            clock,
            ids);
    pipelines = closer.add(pipelines(config, url, ids));
    schedules = closer.add(new BatchSchedules(db, batches, clock));
    projects =
        Projects.open(
            new ProjectAreas(
                db,
                outbox,
                clock,
                datasets,
                registry,
                pipelines,
                serving,
                schedules,
                monitoring,
                delivery));
    why =
        new Why(
            new WhyAreas(
                serving, registry, delivery, tracking, datasets, pipelines, lineage, objects,
                engine));
    thread = thread();
    collaboration = Collaboration.open(db, tracking, clock, ids);
    figures = closer.add(new SystemFigures(serving, clock));
  }

  private ObjectStore objects(NoriaConfig config) {
    return config.ephemeral()
        ? ObjectStores.ephemeral(config.data().resolve("objects"))
        : ObjectStores.open(
            config.storage().objects(), config.storage().s3(), clock, SweepGuards.of(db));
  }

  private static ServingConfig serving(NoriaConfig config) {
    ServingConfig serving = ServingConfig.in(config.data().resolve("predictions"));
    ServingConfig.Python python = serving.python();
    if (!config.serving().python().isEmpty()) {
      python = python.withInterpreter(Path.of(config.serving().python()));
    }
    if (!config.serving().environments().isEmpty()) {
      python = python.withEnvironments(Path.of(config.serving().environments()));
    }
    return serving
        .withDurable(config.serving().syncPredictions())
        .withSentIn(config.serving().sentIn())
        .withAnswers(config.roles().contains(Role.SERVING))
        .withPython(python.withKeep(config.serving().keep()))
        .withModels(config.serving().models());
  }

  private BatchPredictions batches(NoriaConfig config) {
    return new BatchPredictions(
        new BatchPredictions.Places(
            config.serving().batchPaths(),
            config.storage().objects(),
            config.storage().s3(),
            config.data().resolve("batches")),
        db,
        engine,
        datasets,
        registry,
        serving,
        this::pipelines);
  }

  private Pipelines pipelines() {
    return pipelines;
  }

  private static Engine engine(NoriaConfig config) {
    DuckDbSettings settings = DuckDbSettings.defaults(config.data().resolve("engine"));
    return DuckDbEngine.open(
        config.engineMemoryBytes() == 0
            ? settings
            : settings.withMemoryBytes(config.engineMemoryBytes()));
  }

  private Pipelines pipelines(NoriaConfig config, Supplier<String> url, IdSource ids) {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    List<Step> steps = new ArrayList<>(ProjectSteps.of(engine, datasets, registry));
    steps.add(
        new SearchStep(
            new Trainer(tracking, engine, clock, threads, config.trainingMemoryBytes()),
            tracking,
            engine,
            clock));
    var linear = new LinearTrainer(tracking, engine, clock, config.trainingMemoryBytes());
    steps.add(new LinearStep(linear, tracking, engine, clock));
    String elsewhere = config.tracking().url();
    Supplier<String> logsTo = elsewhere.isEmpty() ? url : () -> elsewhere;
    var command = new CommandTrainer(tracking, engine, registry.trusted(), logsTo, threads, clock);
    steps.add(new CommandTrainStep(command, tracking, engine, clock));
    steps.add(new JudgeStep(() -> delivery, engine, clock));
    steps.add(batches.step());
    PipelinesConfig usual = PipelinesConfig.in(config.data().resolve("work"));
    return Pipelines.open(
        db,
        objects,
        steps,
        clock,
        ids,
        new PipelinesConfig(
            usual.workFolder(), config.pipelineTasks(), usual.concurrentRuns(), usual.lease()));
  }

  private ThreadArea thread() {
    Impacts impacts = new Impacts(lineage, tracking, datasets, registry, serving);
    Proposals proposals =
        new Proposals(
            impacts,
            datasets,
            registry,
            serving.deployments(),
            name -> projects.find(name).isPresent());
    return new ThreadArea(
        impacts,
        proposals,
        new Revocations(db, datasets, serving, monitoring, impacts, proposals, clock),
        new Rollbacks(delivery, registry, serving, proposals, clock),
        new Reruns(pipelines, lineage, datasets, objects, tracking, registry));
  }

  /**
   * Opens all areas on the configured database and objects.
   *
   * @param url where the server answers, once it listens
   */
  static Areas open(NoriaConfig config, Supplier<String> url) {
    Closer closer = new Closer();
    try {
      return new Areas(config, url, closer);
    } catch (RuntimeException e) {
      try {
        closer.close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** Begins what goes on by itself: events, pipelines, windows. */
  void start() {
    if (roles.contains(Role.TRACKING)) {
      Subscriptions.ofTracking(outbox, collaboration);
      registry.webhooks().start();
    }
    if (roles.contains(Role.SERVING)) {
      Subscriptions.ofServing(outbox, serving);
    }
    if (roles.contains(Role.PIPELINES)) {
      Subscriptions.ofPipelines(outbox, thread.revocations());
      delivery.triggers().start(new Wheel(db, datasets, pipelines), outbox);
      pipelines.start();
      schedules.start();
    }
    if (roles.contains(Role.MONITORING)) {
      monitoring.start();
    }
    outbox.start();
    if (roles.contains(Role.SERVING)) {
      closer.add(
          Following.start(
              Map.of(
                  "canaries",
                  () -> serving.canaries().advance(),
                  "terms",
                  () -> serving.terms().upkeep())));
    }
    if (!db.dialect().isSqlite()) {
      Map<String, Runnable> duties = new LinkedHashMap<>();
      duties.put("tokens", tokens::reload);
      if (roles.contains(Role.SERVING)) {
        duties.put("deployments", () -> serving.deployments().follow());
      }
      closer.add(Following.start(duties));
    }
  }

  /** What the REST API speaks for. */
  RestServices services() {
    return new RestServices(
        clock,
        outbox,
        lineage,
        engine,
        tracking,
        traces,
        datasets,
        registry,
        pipelines,
        serving,
        batches,
        schedules,
        monitoring,
        delivery,
        projects,
        why,
        thread,
        collaboration,
        figures);
  }

  /** The areas' own checks. */
  Checks checks() {
    return () -> {
      Map<String, Runnable> checks = new LinkedHashMap<>();
      checks.put("database", db::check);
      checks.put("objects", objects::check);
      checks.put("outbox", () -> Subscriptions.check(outbox));
      checks.put("serving", serving::check);
      return checks;
    };
  }

  /** Frees what was deleted long ago. */
  GarbageCollector collector() {
    return Collecting.of(db, objects, clock, tracking.runs().events());
  }

  private Serving serving() {
    return serving;
  }

  private Projects projects() {
    return projects;
  }

  /** Files that come in parts. */
  Uploads uploads() {
    return uploads;
  }

  Tokens tokens() {
    return tokens;
  }

  InstantSource clock() {
    return clock;
  }

  @Override
  public void close() {
    closer.close();
  }
}
