package io.noria.thread;

import io.noria.base.Closer;
import io.noria.base.IdSource;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.datasets.OfferedVersion;
import io.noria.delivery.Delivery;
import io.noria.delivery.GateBook;
import io.noria.delivery.gate.RecordedTraining;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.monitoring.Monitoring;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineSpec;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.PipelinesConfig;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.Submission;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.ModelVersion;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Reason;
import io.noria.registry.Registry;
import io.noria.registry.Signature;
import io.noria.serving.Follow;
import io.noria.serving.Inference;
import io.noria.serving.RowBuilder;
import io.noria.serving.Serving;
import io.noria.serving.ServingConfig;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.Tracking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Every area that a story is gathered from, on an embedded database, with a model of one tree that
 * says whether a parcel is late: heavy ones (over 10) are, and light ones from the north.
 */
final class WhyWorld implements AutoCloseable {
  static final String MODEL = "parcels";
  static final Instant MARCH = Instant.parse("2013-03-05T08:00:00Z");

  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              FeatureColumn.of("weight", FeatureColumn.Type.DOUBLE),
              new FeatureColumn("depot", FeatureColumn.Type.STRING, List.of("north", "south")),
              FeatureColumn.of("items", FeatureColumn.Type.LONG)));
  private static final String TREES =
      """
      {"learner": {"learner_model_param": {"base_score": "0.5", "num_feature": "3", "num_class": "0"},
       "objective": {"name": "binary:logistic"},
       "gradient_booster": {"name": "gbtree", "model": {"tree_info": [0], "trees": [
        {"left_children": [1, 3, -1, -1, -1], "right_children": [2, 4, -1, -1, -1],
         "split_indices": [0, 1, 0, 0, 0], "split_conditions": [10, 0, 2, -2, 1],
         "split_type": [0, 1, 0, 0, 0], "categories": [0], "categories_nodes": [1],
         "categories_segments": [0], "categories_sizes": [1],
         "sum_hessian": [100, 80, 20, 50, 30], "default_left": [1, 1, 0, 0, 0]}]}}}}
      """;

  final Database db;
  final Engine engine;
  final Tracking tracking;
  final Registry registry;
  final Datasets datasets;
  final Serving serving;
  final Delivery delivery;
  final Pipelines pipelines;
  final Lineage lineage;
  final Why why;
  private final Path folder;
  private final Closer closer = new Closer();

  WhyWorld(Path folder) {
    this.folder = folder;
    InstantSource clock = InstantSource.system();
    IdSource ids = IdSource.system(clock);
    db = closer.add(TestDatabases.sqlite(folder));
    ObjectStore objects = closer.add(ObjectStores.ephemeral(folder.resolve("objects")));
    engine = closer.add(DuckDbEngine.open(DuckDbSettings.defaults(folder.resolve("engine"))));
    lineage = Lineages.open(db);
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
    Monitoring monitoring = closer.add(Monitoring.open(db, serving, gates, clock, ids));
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
    pipelines =
        closer.add(
            Pipelines.open(
                db,
                objects,
                List.of(new Prepare(), new Search()),
                clock,
                ids,
                PipelinesConfig.in(folder.resolve("work"))));
    pipelines.start();
    why =
        new Why(
            new WhyAreas(
                serving, registry, delivery, tracking, datasets, pipelines, lineage, objects,
                engine));
  }

  /** Gives the table that it is told to. */
  private final class Prepare implements Step {
    @Override
    public String type() {
      return "prepare";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Map<String, Value> run(StepContext context) throws Exception {
      var columns = new LinkedHashMap<String, Column>();
      columns.put("parcel", texts("P-1", "P-2"));
      columns.put("weight", Column.Doubles.of(4, 5));
      columns.put("depot", texts("south", "south"));
      columns.put("items", new Column.Longs(new long[] {3, 3}, null));
      Path file = context.workFolder().resolve("features.parquet");
      engine.writeParquet(Frame.of(columns), file);
      return Map.of("features", context.store("2013-03", file));
    }
  }

  /** Makes a run with a bundle. */
  private final class Search implements Step {
    @Override
    public String type() {
      return "search";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Map<String, Value> run(StepContext context) throws Exception {
      Run run =
          tracking.runs().create(NewRun.of(tracking.experiments().ensure(MODEL), "the last month"));
      context.link("started", run.id().ref());
      return Map.of("run", new Value.Record(run.id().ref(), "00"));
    }
  }

  static Column.Strings texts(String... texts) {
    var builder = new StringsBuilder(texts.length);
    for (String text : texts) {
      builder.add(text);
    }
    return builder.build();
  }

  /** A month of data. */
  DatasetVersion data(String label) throws Exception {
    Path csv = folder.resolve(label + ".csv");
    Files.writeString(
        csv, "asked,weight\n%s-01 00:00:00,4\n%s-28 00:00:00,12\n".formatted(label, label));
    return datasets
        .offer(new OfferedVersion(MODEL, label, List.of(csv), "asked", csv.toString(), null))
        .version();
  }

  /** Trains in a pipeline on February and prepares March; the version is champion and answers. */
  ModelVersion train(DatasetVersion february, DatasetVersion march) throws Exception {
    var prepare =
        TaskSpec.of("prepare-2013-03", "prepare")
            .param("key", List.of("parcel"))
            .param("from_micros", micros(march.from()))
            .param("to_micros", micros(march.to()))
            .input(MODEL, new Value.Record(march.ref(), march.digest().value()));
    var search =
        TaskSpec.of("search-1", "search")
            .input("table", "prepare-2013-03", "features")
            .input("trained_on", new Value.Record(february.ref(), february.digest().value()));
    PipelineRun run =
        pipelines.submit(
            new PipelineSpec(MODEL, List.of(prepare, search)), Submission.because("by hand"));
    PipelineRun done = pipelines.await(run.id(), Duration.ofMinutes(1));
    Value.Record made =
        (Value.Record)
            pipelines.tasks(done.id()).stream()
                .filter(task -> task.stepType().equals("search"))
                .findFirst()
                .orElseThrow()
                .outputs()
                .get("run");
    var id = new io.noria.tracking.RunId(made.ref().id());
    tracking
        .runs()
        .log(
            id,
            new RunData(
                List.of(), Map.of("depth", "2"), Map.of("mlflow.source.git.commit", "c0ffee")));
    tracking
        .runs()
        .logInputs(
            id, List.of(DatasetInput.of(february.ref(), february.digest().value(), "training")));
    tracking
        .artifacts()
        .putFolder(tracking.runs().get(id).info().artifacts(), "model", bundle(february));
    registry.models().ensure(MODEL);
    ModelVersion version =
        registry.versions().create(NewModelVersion.ofRun(MODEL, id, "model", MARCH));
    registry.moves().setAlias(version.id(), "champion", Reason.of("the first"));
    serving.deployments().deploy("desk", MODEL, Follow.alias("champion"));
    return version;
  }

  private static long micros(Instant moment) {
    return moment.getEpochSecond() * 1_000_000;
  }

  private Path bundle(DatasetVersion trainedOn) throws Exception {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.writeString(bundle.resolve("model.json"), TREES);
    Files.writeString(
        bundle.resolve("noria.json"),
        BundleInfo.trees(
                SIGNATURE,
                BundleInfo.Objective.BINARY,
                "late",
                List.of("no", "yes"),
                List.of(trainedOn.ref().toString()))
            .toJson());
    int rows = 200;
    double[] weight = new double[rows];
    long[] items = new long[rows];
    double[] score = new double[rows];
    var depot = new StringsBuilder(rows);
    var late = new StringsBuilder(rows);
    var unscored = new java.util.BitSet();
    unscored.set(0, rows);
    for (int i = 0; i < rows; i++) {
      weight[i] = i % 20;
      items[i] = 1 + i % 5;
      depot.add(i % 4 == 0 ? "north" : "south");
      late.add(weight[i] >= 10 ? "yes" : "no");
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("weight", Column.Doubles.of(weight));
    columns.put("depot", depot.build());
    columns.put("items", new Column.Longs(items, null));
    columns.put("score", new Column.Doubles(score, unscored));
    columns.put("late", late.build());
    engine.writeParquet(Frame.of(columns), bundle.resolve("reference.parquet"));
    return bundle;
  }

  /** Asks whether a parcel will be late. */
  UUID ask(double weight, String depot, String key) {
    try (Inference inference = serving.infer("desk")) {
      RowBuilder row = inference.row();
      row.set(0, weight);
      row.set(1, depot);
      row.set(2, 3);
      row.end();
      UUID id = inference.answer(MARCH, key).getFirst().id();
      serving.predictions().flush();
      return id;
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
