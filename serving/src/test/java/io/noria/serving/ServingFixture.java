package io.noria.serving;

import io.noria.base.IdSource;
import io.noria.engine.Engine;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.ModelVersion;
import io.noria.registry.MovePolicy;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Reason;
import io.noria.registry.Registry;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.tracking.Artifact;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Serving with everything under it, on a database that is given. */
final class ServingFixture implements AutoCloseable {
  static final String MODEL = "deliveries";

  final Path folder;
  final Database database;
  final GatedObjects objects;
  final Engine engine;
  final Tracking tracking;
  final Registry registry;
  final IdSource ids = IdSource.seeded(InstantSource.system(), 5);
  InstantSource clock = InstantSource.system();
  ServingConfig config;
  Serving serving;

  ServingFixture(Path folder, Database database) {
    this.folder = folder;
    this.database = database;
    this.objects = new GatedObjects(ObjectStores.ephemeral(folder.resolve("objects")));
    this.engine = DuckDbEngine.open(DuckDbSettings.defaults(folder.resolve("duckdb")));
    this.tracking = Tracking.open(database, objects, ids);
    this.registry = Registry.open(database, tracking, MovePolicy.FREE);
    this.config = ServingConfig.in(folder.resolve("log"));
    this.serving = openServing();
  }

  Serving openServing() {
    return Serving.open(config, database, objects, engine, tracking, registry, clock, ids);
  }

  /** Closes serving and opens it again, as a restart does. */
  void restart() {
    serving.close();
    serving = openServing();
  }

  /** Registers a version with trees of the seed; its files are a run's. */
  ModelVersion register(long seed) throws IOException {
    Path bundle = folder.resolve("bundle-" + seed);
    TestBundles.write(bundle, engine, seed);
    return register(bundle);
  }

  ModelVersion register(Path bundle) throws IOException {
    Run run = log(bundle);
    registry.models().ensure(MODEL);
    return registry.versions().create(NewModelVersion.ofRun(MODEL, run.id(), "model", null));
  }

  /** A run with the bundle among its files. */
  Run log(Path bundle) throws IOException {
    Run run =
        tracking
            .runs()
            .create(
                NewRun.of(tracking.experiments().ensure(MODEL), bundle.getFileName().toString()));
    tracking.artifacts().putFolder(run.info().artifacts(), "model", bundle);
    return run;
  }

  /** The digests of a version's trees; the other files are the same for all. */
  List<Digest> trees(ModelVersion version) {
    var folder = registry.versions().folder(version.id());
    return tracking.artifacts().files(folder.root(), folder.path()).stream()
        .filter(file -> file.path().endsWith("model.json"))
        .map(Artifact::digest)
        .filter(Objects::nonNull)
        .toList();
  }

  void champion(ModelVersion version) {
    registry.moves().setAlias(version.id(), "champion", Reason.of("it is better"));
  }

  /** Asks one row. */
  Prediction ask(double wind, String carrier, Instant at, String key) {
    try (Inference inference = serving.infer("flow")) {
      RowBuilder row = inference.row();
      row.set(0, wind);
      row.set(1, 12);
      row.set(2, true);
      row.set(3, carrier);
      row.end();
      List<Prediction> answers = inference.answer(at, key);
      return answers.getFirst();
    }
  }

  @Override
  public void close() {
    serving.close();
    engine.close();
    objects.close();
    database.close();
  }
}
