package io.noria.monitoring;

import io.noria.base.NoriaException;
import io.noria.engine.Frame;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Deployments;
import io.noria.serving.Explanations;
import io.noria.serving.Follow;
import io.noria.serving.Inference;
import io.noria.serving.Label;
import io.noria.serving.Labels;
import io.noria.serving.LoggedPrediction;
import io.noria.serving.Models;
import io.noria.serving.PredictionLog;
import io.noria.serving.PredictionRows;
import io.noria.serving.Reference;
import io.noria.serving.ScoredModel;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.Swap;
import io.noria.serving.Target;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.Traffic;
import io.noria.serving.Values;
import io.noria.stats.Answers;
import io.noria.stats.Task;
import io.noria.tracking.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Serving in memory: a made-up deployment with the features {@code heat} and {@code carrier}, whose
 * world warms up by the day and whose versions know the world up to their number of weeks.
 */
final class ReplayedServing implements Serving, Deployments, PredictionLog, Labels, Models {
  static final String NAME = "trips";
  static final Instant START = Instant.parse("2013-04-01T00:00:00Z");

  private record Row(
      Instant at,
      double heat,
      int carrier,
      double score,
      double predicted,
      int version,
      double label) {}

  private Task task = Task.BINARY;

  private final List<Row> rows = Collections.synchronizedList(new ArrayList<>());
  private final List<Swap> swaps = new ArrayList<>();
  private int version;
  private boolean labelled = true;
  private long errors;

  /** From here on it predicts whether, which of three, or how many. */
  void predict(Task what) {
    task = what;
  }

  void swap(int to, Instant at) {
    swaps.addFirst(
        new Swap(
            NAME, "trips", version == 0 ? null : version, "trips", to, "test", at, at, "noria"));
    version = to;
  }

  void labelled(boolean known) {
    labelled = known;
  }

  void fail() {
    errors++;
  }

  /** Answers a day's questions; the score separates the classes as well as the skill says. */
  void day(int day, double heat, double skill, int questions) {
    Random random = new Random(day * 31L + 7);
    for (int i = 0; i < questions; i++) {
      boolean late = random.nextDouble() < 0.3;
      double signal = random.nextGaussian() + (late ? skill : 0);
      Instant at = START.plus(Duration.ofDays(day)).plusSeconds(i * 60L);
      double warm = heat + random.nextGaussian();
      int carrier = random.nextInt(3);
      rows.add(
          switch (task) {
            case BINARY -> {
              double score = 1 / (1 + Math.exp(-signal));
              yield new Row(at, warm, carrier, score, score >= 0.5 ? 1 : 0, version, late ? 1 : 0);
            }
            // It is right as often as the skill says; the label's class follows the heat.
            case MULTICLASS -> {
              int label = random.nextDouble() < 0.5 - heat / 10 ? 0 : 1 + random.nextInt(2);
              int said = random.nextDouble() < skill ? label : (label + 1) % 3;
              yield new Row(at, warm, carrier, 0.5 + i * 1e-6, said, version, label);
            }
            // It is off by what it lacks in skill.
            case REGRESSION -> {
              double label = 100 + 10 * warm;
              double said = label + random.nextGaussian() * 20 / skill;
              yield new Row(at, warm, carrier, said, said, version, label);
            }
          });
    }
  }

  void shuffle() {
    Collections.shuffle(rows, new Random(5));
  }

  @Override
  public PredictionRows rows(String deployment, Instant from, Instant to) {
    List<Row> chosen =
        List.copyOf(rows).stream()
            .filter(row -> !row.at.isBefore(from) && row.at.isBefore(to))
            .toList();
    int n = chosen.size();
    return new PredictionRows(
        deployment,
        List.of("heat", "carrier"),
        List.of(
            new Values.Numbers(chosen.stream().mapToDouble(Row::heat).toArray()),
            new Values.Texts(
                chosen.stream().mapToInt(Row::carrier).toArray(), List.of("AA", "DL", "UA"))),
        chosen.stream().mapToDouble(Row::score).toArray(),
        chosen.stream().mapToDouble(Row::predicted).toArray(),
        chosen.stream().mapToInt(Row::version).toArray(),
        chosen.stream().mapToLong(row -> row.at.toEpochMilli()).toArray(),
        new long[n],
        java.util.stream.LongStream.range(0, n).map(i -> 1_000_000 + i).toArray(),
        new @Nullable String[n],
        new long[n],
        new long[n]);
  }

  @Override
  public double[] join(PredictionRows asked, Instant asOf) {
    double[] labels = new double[asked.size()];
    for (int i = 0; i < labels.length; i++) {
      long at = asked.eventMs()[i];
      double score = asked.score()[i];
      labels[i] =
          labelled
              ? List.copyOf(rows).stream()
                  .filter(row -> row.at.toEpochMilli() == at && row.score == score)
                  .mapToDouble(Row::label)
                  .findFirst()
                  .orElseThrow()
              : Double.NaN;
    }
    return labels;
  }

  @Override
  public double sample(String deployment) {
    return 1;
  }

  @Override
  public void sample(String deployment, double share) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Answered> answered(String deployment) {
    return List.copyOf(rows).stream()
        .map(Row::version)
        .distinct()
        .map(one -> {
          List<Row> mine = List.copyOf(rows).stream().filter(row -> row.version == one).toList();
          return new Answered(
              "trips",
              one,
              mine.size(),
              mine.stream().map(Row::at).min(Comparator.naturalOrder()).orElseThrow(),
              mine.stream().map(Row::at).max(Comparator.naturalOrder()).orElseThrow());
        })
        .toList();
  }

  @Override
  public Optional<Instant> watermark(String deployment) {
    return List.copyOf(rows).stream().map(Row::at).max(Comparator.naturalOrder());
  }

  @Override
  public Optional<Instant> beginning(String deployment) {
    return List.copyOf(rows).stream().map(Row::at).min(Comparator.naturalOrder());
  }

  @Override
  public Target target(String model, int wanted) {
    return switch (task) {
      case BINARY -> new Target("late", List.of("0", "1"), "1");
      case MULTICLASS -> new Target("colour", List.of("red", "green", "blue"), "");
      case REGRESSION -> new Target("price", List.of(), "");
    };
  }

  @Override
  public ScoredModel load(RunId run) {
    throw notAsked();
  }

  @Override
  public ScoredModel load(String model, int wanted) {
    return new ScoredModel() {
      @Override
      public String model() {
        return model;
      }

      @Override
      public int version() {
        return wanted;
      }

      @Override
      public List<FeatureColumn> inputs() {
        return List.of(
            FeatureColumn.of("heat", FeatureColumn.Type.DOUBLE),
            FeatureColumn.of("carrier", FeatureColumn.Type.STRING));
      }

      @Override
      public Target target() {
        return ReplayedServing.this.target(model, wanted);
      }

      @Override
      public Answers score(List<Values> columns) {
        double[] heat = ((Values.Numbers) columns.getFirst()).values();
        double[] scores = new double[heat.length * (task == Task.MULTICLASS ? 3 : 1)];
        java.util.Arrays.setAll(
            scores,
            i ->
                switch (task) {
                  case BINARY -> 1 / (1 + Math.exp(-heat[i]));
                  case MULTICLASS -> i % 3 == 0 ? 0.5 : 0.25;
                  case REGRESSION -> 100 + 10 * heat[i];
                });
        return switch (task) {
          case BINARY -> Answers.binary(scores, 0.5);
          case MULTICLASS -> Answers.multiclass(scores, 3);
          case REGRESSION -> Answers.numbers(scores);
        };
      }

      @Override
      public Answers score(Frame rows) {
        throw notAsked();
      }

      @Override
      public Reference reference() {
        Random random = new Random(99);
        double[] heat = new double[2000];
        double[] score = new double[2000];
        int[] carrier = new int[2000];
        for (int i = 0; i < heat.length; i++) {
          heat[i] = 10.0 * (wanted - 1) + random.nextGaussian();
          score[i] =
              1 / (1 + Math.exp(-random.nextGaussian() - (random.nextDouble() < 0.3 ? 1.5 : 0)));
          carrier[i] = random.nextInt(3);
          score[i] =
              switch (task) {
                case BINARY -> score[i];
                case MULTICLASS -> i % 4 < 2 ? 0 : i % 4 - 1;
                case REGRESSION -> 100 + 10 * heat[i];
              };
        }
        return new Reference(
            List.of("heat", "carrier"),
            List.of(new Values.Numbers(heat), new Values.Texts(carrier, List.of("UA", "AA", "DL"))),
            score);
      }
    };
  }

  @Override
  public Deployment get(String name) {
    return new Deployment(
        name,
        "trips",
        new Follow(Follow.Kind.ALIAS, "champion"),
        version,
        null,
        START,
        "noria",
        START);
  }

  @Override
  public List<Swap> history(String name) {
    return List.copyOf(swaps);
  }

  @Override
  public List<DeploymentMetrics> metrics() {
    return List.of(
        new DeploymentMetrics(
            NAME,
            rows.size(),
            rows.size(),
            errors,
            0,
            Duration.ZERO,
            Duration.ZERO,
            List.of(),
            0,
            0));
  }

  @Override
  public Deployments deployments() {
    return this;
  }

  @Override
  public PredictionLog predictions() {
    return this;
  }

  @Override
  public Traffic traffic() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Labels labels() {
    return this;
  }

  @Override
  public Explanations explanations() {
    throw NoriaException.invalid("explanations (expected: no such call)");
  }

  @Override
  public io.noria.serving.RunnableFiles runnable() {
    throw new IllegalStateException("not asked here");
  }

  @Override
  public Models models() {
    return this;
  }

  @Override
  public void flush() {}

  @Override
  public void check() {}

  @Override
  public void close() {}

  @Override
  public long count(String deployment) {
    return rows.size();
  }

  @Override
  public Optional<Deployment> find(String name) {
    return Optional.of(get(name));
  }

  @Override
  public List<Deployment> list() {
    return List.of(get(NAME));
  }

  @Override
  public String defaultName() {
    return NAME;
  }

  @Override
  public List<LoggedPrediction> latest(String deployment, int limit) {
    return List.of();
  }

  @Override
  public List<UUID> startingWith(String beginning, int limit) {
    return List.of();
  }

  @Override
  public Optional<LoggedPrediction> find(UUID id) {
    return Optional.empty();
  }

  @Override
  public List<RecordedLabel> of(LoggedPrediction prediction) {
    return List.of();
  }

  @Override
  public Deployment deploy(String name, String model, Follow follow) {
    throw notAsked();
  }

  @Override
  public void delete(String name) {
    throw notAsked();
  }

  @Override
  public void follow() {
    throw new UnsupportedOperationException("follow");
  }

  @Override
  public void refresh(String model, String why, @Nullable Instant eventTime) {
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
  public Recorded record(List<Label> labels) {
    throw notAsked();
  }

  private static NoriaException notAsked() {
    return NoriaException.invalid("a replay is only read (expected: no such call)");
  }
}
