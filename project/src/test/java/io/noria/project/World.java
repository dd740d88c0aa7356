package io.noria.project;

import io.noria.base.Closer;
import io.noria.base.Event;
import io.noria.base.IdSource;
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
import io.noria.project.wheel.ProjectSteps;
import io.noria.project.wheel.Wheel;
import io.noria.registry.Registry;
import io.noria.serving.BatchPredictions;
import io.noria.serving.BatchSchedules;
import io.noria.serving.Serving;
import io.noria.serving.ServingConfig;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.object.S3Settings;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.outbox.Outboxes;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.Tracking;
import io.noria.training.CommandTrainStep;
import io.noria.training.CommandTrainer;
import io.noria.training.LinearStep;
import io.noria.training.LinearTrainer;
import io.noria.training.SearchStep;
import io.noria.training.Trainer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Every area, wired by hand on an embedded database in one folder. */
final class World implements AutoCloseable {
  final Database db;
  final ObjectStore objects;
  final Outbox outbox;
  final Lineage lineage;
  final Engine engine;
  final Tracking tracking;
  final Registry registry;
  final Datasets datasets;
  final Serving serving;
  final Monitoring monitoring;
  final Delivery delivery;
  final Pipelines pipelines;
  final Projects projects;
  private final Closer closer = new Closer();

  World(Path folder) {
    InstantSource clock = InstantSource.system();
    IdSource ids = IdSource.system(clock);
    db = closer.add(TestDatabases.sqlite(folder));
    objects = closer.add(ObjectStores.ephemeral(folder.resolve("objects")));
    outbox = Outboxes.open(db, clock);
    lineage = Lineages.open(db);
    engine = closer.add(DuckDbEngine.open(DuckDbSettings.defaults(folder.resolve("engine"))));
    tracking = Tracking.open(db, objects, ids);
    GateBook gates = GateBook.open(db);
    registry = Registry.open(db, tracking, gates);
    datasets = Datasets.open(db, objects, engine);
    serving =
        closer.add(
            Serving.open(
                ServingConfig.in(folder.resolve("predictions")),
                db,
                objects,
                engine,
                tracking,
                registry,
                clock,
                ids));
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
    var trainer = new Trainer(tracking, engine, clock, 2);
    List<Step> steps = new ArrayList<>(ProjectSteps.of(engine, datasets, registry));
    steps.add(new SearchStep(trainer, tracking, engine, clock));
    var linear = new LinearTrainer(tracking, engine, clock);
    steps.add(new LinearStep(linear, tracking, engine, clock));
    var command =
        new CommandTrainer(
            tracking, engine, registry.trusted(), () -> "http://127.0.0.1:9", 2, clock);
    steps.add(new CommandTrainStep(command, tracking, engine, clock));
    var late = new AtomicReference<>(delivery);
    steps.add(new JudgeStep(late::get, engine, clock));
    var config = PipelinesConfig.in(folder.resolve("work"));
    var latePipelines = new AtomicReference<Pipelines>();
    var batches =
        closer.add(
            new BatchPredictions(
                new BatchPredictions.Places(
                    List.of(),
                    "",
                    S3Settings.usual(folder.resolve("s3")),
                    folder.resolve("batches")),
                db,
                engine,
                datasets,
                registry,
                serving,
                latePipelines::get));
    steps.add(batches.step());
    pipelines = closer.add(Pipelines.open(db, objects, steps, clock, ids, config));
    latePipelines.set(pipelines);
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
                new BatchSchedules(db, batches, clock),
                monitoring,
                delivery));
    delivery.triggers().start(new Wheel(db, datasets, pipelines), outbox);
    outbox.subscribe(
        "serving.swap",
        Set.of(Event.ModelVersionMoved.class),
        published -> {
          if (published.event() instanceof Event.ModelVersionMoved moved) {
            serving.deployments().refresh(moved.model(), moved.summary(), moved.eventTime());
          }
        });
    outbox.start();
    closer.add(outbox);
    pipelines.start();
    monitoring.start();
  }

  @Override
  public void close() {
    closer.close();
  }
}
