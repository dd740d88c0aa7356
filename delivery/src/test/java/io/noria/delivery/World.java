package io.noria.delivery;

import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import io.noria.monitoring.Monitoring;
import io.noria.registry.FeatureColumn;
import io.noria.registry.ModelCard;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Registry;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Deployments;
import io.noria.serving.Explanations;
import io.noria.serving.Inference;
import io.noria.serving.Labels;
import io.noria.serving.Models;
import io.noria.serving.PredictionLog;
import io.noria.serving.Reference;
import io.noria.serving.ScoredModel;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.Target;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.Traffic;
import io.noria.serving.Values;
import io.noria.stats.Answers;
import io.noria.stats.Task;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.testkit.MutableClock;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Delivery on a real registry, with models of a chosen skill: each version scores a row by what is
 * true of it, blurred the more the less the version knows.
 */
final class World implements AutoCloseable {
  static final String MODEL = "flights";
  static final Ref JULY = Ref.parse("dataset_version:flights@2013-07");
  static final Instant NOW = Instant.parse("2013-08-01T00:00:00Z");

  final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
  final Database db;
  final GateBook gates;
  final Registry registry;
  final Monitoring monitoring;
  final Delivery delivery;
  final Map<Integer, Double> skills = new HashMap<>();
  final Map<Integer, Instant> trainedUntil = new HashMap<>();
  final Map<Integer, String> holdouts = new HashMap<>();
  final Map<RunId, Double> baselines = new HashMap<>();
  final Map<Integer, Target> targets = new HashMap<>();
  Target target = new Target("late", List.of("0", "1"), "1");
  private final ObjectStore objects = ObjectStores.memory();

  World(Database db) {
    this.db = db;
    IdSource ids = IdSource.system(clock);
    gates = GateBook.open(db);
    registry = Registry.open(db, Tracking.open(db, objects, ids), gates);
    Models models = new SkilledModels();
    monitoring = Monitoring.open(db, new ModelsOnly(models), gates, clock, ids);
    delivery =
        Delivery.open(
            db,
            gates,
            registry,
            models,
            new TrainingEnds() {
              @Override
              public Optional<Instant> of(String model, int version) {
                return Optional.ofNullable(trainedUntil.get(version));
              }

              @Override
              public Optional<String> holdout(String model, int version) {
                return Optional.ofNullable(holdouts.get(version));
              }
            },
            monitoring,
            clock,
            ids);
    registry.models().create(MODEL, "", Map.of());
  }

  /** Registers a version of that skill, trained on June. */
  int version(double skill) {
    int number =
        registry
            .versions()
            .create(
                new NewModelVersion(MODEL, "s3://elsewhere/model", null, null, "", Map.of(), null))
            .id()
            .version();
    skills.put(number, skill);
    trainedUntil.put(number, Instant.parse("2013-06-30T23:59:59Z"));
    return number;
  }

  /** A card with these metrics. */
  static ModelCard card(List<ModelCard.Measured> metrics) {
    return new ModelCard(
        new ModelCard.Details(MODEL, 1, "xgboost", "", null, "2026-01-01T00:00:00Z", ""),
        new ModelCard.IntendedUse("late?", "rebook", List.of()),
        List.of(),
        metrics,
        List.of(),
        List.of());
  }

  JudgeRequest request(int version, String gate, String key) {
    return new JudgeRequest(MODEL, version, gate, july(), "late", "1", "asked_at", JULY, NOW, key);
  }

  Verdict judge(int version, String gate) {
    return delivery.judge(request(version, gate, null));
  }

  /** Judges and, when it passes, promotes. */
  Verdict through(int version, String gate) {
    Verdict verdict = judge(version, gate);
    if (verdict.outcome() == Outcome.PASS) {
      delivery.promote(verdict.id(), NOW, "test");
    }
    return verdict;
  }

  /** 31 days of 100 flights; every tenth label is not known yet. */
  static Frame july() {
    int rows = 3100;
    Random random = new Random(7);
    double[] truth = new double[rows];
    Instant[] times = new Instant[rows];
    java.util.BitSet unknown = new java.util.BitSet();
    long[] labels = new long[rows];
    for (int i = 0; i < rows; i++) {
      boolean yes = random.nextDouble() < 0.3;
      labels[i] = yes ? 1 : 0;
      truth[i] = yes ? 1 : 0;
      times[i] = Instant.parse("2013-07-01T06:00:00Z").plus(Duration.ofMinutes(i * 14L));
      if (i % 10 == 9) {
        unknown.set(i);
      }
    }
    LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
    columns.put("truth", Column.Doubles.of(truth));
    columns.put("late", new Column.Longs(labels, unknown));
    columns.put("asked_at", Column.Times.of(times));
    return Frame.of(columns);
  }

  /** Labelled rows without time: what is true of each, and the label that says it. */
  static Frame holdout(Task task, int rows) {
    Random random = new Random(11);
    double[] truth = new double[rows];
    double[] numbers = new double[rows];
    StringsBuilder labels = new StringsBuilder(rows);
    for (int i = 0; i < rows; i++) {
      truth[i] =
          switch (task) {
            case BINARY -> random.nextInt(2);
            case MULTICLASS -> random.nextInt(3);
            case REGRESSION -> 20_000 + 5_000 * random.nextGaussian();
          };
      numbers[i] = i % 10 == 9 ? Double.NaN : truth[i];
      labels.add(i % 10 == 9 ? null : List.of("red", "green", "blue").get((int) truth[i] % 3));
    }
    LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
    columns.put("truth", Column.Doubles.of(truth));
    columns.put("number", Column.Doubles.of(numbers));
    columns.put("colour", labels.build());
    return Frame.of(columns);
  }

  List<String> events() {
    return db.read(handle ->
        handle.createQuery("SELECT type FROM outbox ORDER BY sequence").mapTo(String.class).list());
  }

  @Override
  public void close() {
    monitoring.close();
    objects.close();
    db.close();
  }

  private final class SkilledModels implements Models {
    @Override
    public ScoredModel load(String model, int version) {
      return new Skilled(model, version, skills.getOrDefault(version, 0.0), target(model, version));
    }

    @Override
    public ScoredModel load(RunId run) {
      return new Skilled("run:" + run, 0, baselines.getOrDefault(run, 0.0), target);
    }

    @Override
    public Target target(String model, int version) {
      return targets.getOrDefault(version, target);
    }
  }

  private record Skilled(String model, int version, double skill, Target target)
      implements ScoredModel {
    @Override
    public List<FeatureColumn> inputs() {
      return List.of(FeatureColumn.of("truth", FeatureColumn.Type.DOUBLE));
    }

    @Override
    public Answers score(List<Values> columns) {
      throw notAsked();
    }

    @Override
    public Answers score(Frame rows) {
      Random random = new Random(version);
      int classes = target.task() == Task.MULTICLASS ? target.classes().size() : 1;
      double[] scores = new double[rows.rows() * classes];
      for (int i = 0; i < rows.rows(); i++) {
        double truth = rows.doubles("truth").get(i);
        switch (target.task()) {
          case BINARY -> {
            double signal = skill * (truth - 0.5) + random.nextGaussian();
            scores[i] = 1 / (1 + Math.exp(-signal));
          }
          case MULTICLASS -> {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
              double signal = (k == truth ? skill : 0) + random.nextGaussian();
              scores[i * classes + k] = Math.exp(signal);
              sum += scores[i * classes + k];
            }
            for (int k = 0; k < classes; k++) {
              scores[i * classes + k] /= sum;
            }
          }
          case REGRESSION -> scores[i] = truth + random.nextGaussian() * 300 / skill;
        }
      }
      return switch (target.task()) {
        case BINARY -> Answers.binary(scores, 0.5);
        case MULTICLASS -> Answers.multiclass(scores, classes);
        case REGRESSION -> Answers.numbers(scores);
      };
    }

    @Override
    public Reference reference() {
      throw notAsked();
    }
  }

  private record ModelsOnly(Models models) implements Serving {
    @Override
    public List<DeploymentMetrics> metrics() {
      return List.of();
    }

    @Override
    public Deployments deployments() {
      throw notAsked();
    }

    @Override
    public TensorAnswer infer(String deployment, TensorRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ServedModel served(String deployment, @Nullable Integer version) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Inference infer(String deployment) {
      throw notAsked();
    }

    @Override
    public Inference recording(String deployment, @Nullable Integer version) {
      throw notAsked();
    }

    @Override
    public io.noria.serving.RunnableFiles runnable() {
      throw notAsked();
    }

    @Override
    public Explanations explanations() {
      throw notAsked();
    }

    @Override
    public PredictionLog predictions() {
      throw notAsked();
    }

    @Override
    public Traffic traffic() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Labels labels() {
      throw notAsked();
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
  }

  private static NoriaException notAsked() {
    return NoriaException.invalid("delivery only scores tables (expected: no such call)");
  }
}
