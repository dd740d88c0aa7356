package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.LinearPredictor;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Metric;
import io.noria.tracking.NewRun;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import io.noria.training.child.ChildRequest;
import io.noria.training.child.LinearMain;
import io.noria.training.child.Matrix;
import io.noria.training.child.TrainerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits a linear model to a table, in a child process: logistic regression for two classes, softmax
 * regression for more, ridge regression for numbers. Numbers are standardised, texts one column a
 * frequent category, a missing value a column of its own. The validation part chooses among {@link
 * #STRENGTHS}; the model is then fitted on all rows. One run, which gets the bundle as its artifact
 * folder {@code model}. Thread-safe; the same rows give the same bytes.
 */
public final class LinearTrainer {
  /** Strengths of regularisation that are tried: {@code 1 / C}, {@code alpha} in scikit-learn. */
  public static final List<String> STRENGTHS = List.of("1000", "100", "10", "1", "0.1");

  private static final Logger LOG = LoggerFactory.getLogger(LinearTrainer.class);
  private static final long MEMORY = 2L << 30;
  private static final int VECTORS = 40;

  private final Tracking tracking;
  private final BundleWriter bundles;
  private final InstantSource clock;
  private final List<String> strengths;
  private final long memoryBytes;

  /** A trainer whose child may have a heap of 2 GiB. */
  public LinearTrainer(Tracking tracking, Engine engine, InstantSource clock) {
    this(tracking, engine, clock, MEMORY);
  }

  /**
   * A trainer.
   *
   * @param memoryBytes the largest heap of the child; a table that needs more is refused
   */
  public LinearTrainer(Tracking tracking, Engine engine, InstantSource clock, long memoryBytes) {
    this(tracking, engine, clock, memoryBytes, STRENGTHS);
  }

  /** A trainer that tries other strengths. */
  LinearTrainer(
      Tracking tracking,
      Engine engine,
      InstantSource clock,
      long memoryBytes,
      List<String> strengths) {
    this.tracking = tracking;
    this.bundles = new BundleWriter(engine, clock);
    this.clock = clock;
    this.memoryBytes = memoryBytes;
    this.strengths = List.copyOf(strengths);
  }

  /**
   * Fits. Blocks until the end; an interrupt or a cancel ends the child.
   *
   * @param naming where the run belongs
   * @param metric what decides between strengths: one of the problem's
   * @param data what the table was made from: recorded as the run's inputs
   * @throws NoriaException UNPROCESSABLE when the table cannot be learned from, UNAVAILABLE when
   *     the child ended badly; its run is then FAILED
   */
  public Trained fit(
      Naming naming, Problem problem, String metric, Frame table, List<DataUse> data, SearchJob job)
      throws IOException, InterruptedException {
    EncodedTable encoded = EncodedTable.of(problem, table);
    int heap = heapMegabytes(encoded);
    Path out = Files.createDirectories(job.workFolder().resolve("out"));
    Path matrix = job.workFolder().resolve("matrix.bin");
    encoded.matrix().write(matrix);
    ExperimentId experiment = tracking.experiments().ensure(naming.experiment());
    RunId run =
        tracking
            .runs()
            .create(
                new NewRun(
                    experiment,
                    naming.name(),
                    null,
                    "noria",
                    new TreeMap<>(job.tags()),
                    job.eventTime()))
            .id();
    job.started(run);
    try {
      record(problem, metric, encoded, run);
      DataUse.log(tracking, run, data);
      var child = request(metric, encoded, matrix, out);
      int[] best = {-1};
      TrainerProcess.linear(job.workFolder(), heap)
          .run(child, job, line -> best[0] = take(line, run, metric, job, best[0]));
      return finish(problem, encoded, out, data, run, best[0], job);
    } catch (IOException | RuntimeException | InterruptedException e) {
      boolean stopped = e instanceof InterruptedException || Thread.currentThread().isInterrupted();
      LOG.warn("run={} fit failed: {}", run, e.toString());
      tracking.runs().end(run, stopped ? RunStatus.KILLED : RunStatus.FAILED, clock.instant());
      throw e;
    }
  }

  /**
   * Where a run belongs and what it is called.
   *
   * @param experiment the experiment's name
   * @param name the run's
   */
  public record Naming(String experiment, String name) {}

  private int take(TrainerProcess.Line line, RunId run, String metric, SearchJob job, int best) {
    if (line.type().equals("best")) {
      job.log(
          "best is l2 = %s; fitted on all rows in %d iterations, %.1f s"
              .formatted(strengths.get(line.trial()), line.rounds(), line.seconds()));
      return line.trial();
    }
    Double value = line.value();
    job.log(
        "l2 = %s: %s after %d iterations, %.1f s"
            .formatted(strengths.get(line.trial()), value, line.rounds(), line.seconds()));
    tracking
        .runs()
        .log(
            run,
            RunData.ofMetrics(
                List.of(
                    metric("search_l2", number(line.trial()), line.trial()),
                    metric(
                        "search_validation_" + metric,
                        value == null ? Double.NaN : value,
                        line.trial()))));
    return best;
  }

  private double number(int trial) {
    return Double.parseDouble(strengths.get(trial));
  }

  private Metric metric(String key, double value, long step) {
    return new Metric(key, value, clock.instant(), step);
  }

  private void record(Problem problem, String metric, EncodedTable encoded, RunId run) {
    var params = new TreeMap<String, String>();
    params.put("trainer", "linear");
    params.put("target", problem.target());
    params.put("features", Integer.toString(problem.features().size()));
    params.put("rows", Integer.toString(encoded.rows().rows()));
    params.put("train_rows", Integer.toString(encoded.matrix().trainRows()));
    params.put("metric", metric);
    params.put("strengths", String.join(", ", strengths));
    tracking.runs().log(run, RunData.ofParams(params));
  }

  private ChildRequest request(String metric, EncodedTable encoded, Path matrix, Path out) {
    return new ChildRequest(
        matrix,
        out,
        encoded.xgboostObjective(),
        encoded.classes().size(),
        metric,
        encoded.signature().names(),
        encoded.xgboostTypes(),
        1,
        1,
        1,
        strengths.stream().map(l2 -> Map.of(LinearMain.L2, l2)).toList());
  }

  private Trained finish(
      Problem problem,
      EncodedTable encoded,
      Path out,
      List<DataUse> data,
      RunId run,
      int best,
      SearchJob job)
      throws IOException {
    if (best < 0) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "trainer: ended without a model");
    }
    Path bundle = Files.createDirectories(job.workFolder().resolve("bundle"));
    LinearModel model = LinearFile.read(out.resolve(LinearMain.MODEL), encoded.signature());
    Files.writeString(bundle.resolve(LinearModel.FILE), model.toJson());
    var info =
        new BundleInfo(
            1,
            encoded.signature(),
            encoded.objective(),
            problem.target(),
            encoded.classes(),
            0.5,
            data.stream().map(use -> use.version().toString()).toList(),
            BundleInfo.Runtime.LINEAR,
            "");
    double[] validation = Matrix.readDoubles(out.resolve(TrainerMain.SCORES));
    var answers =
        new BundleWriter.Answers(
            encoded.outputs(), golden(model.predictor(info), encoded), validation);
    bundles.write(bundle, encoded, info, run, answers);
    Map<String, Double> metrics = ValidationMetrics.of(problem, encoded, validation);
    var params = Map.of("best.l2", strengths.get(best));
    List<Metric> points =
        metrics.entrySet().stream().map(m -> metric(m.getKey(), m.getValue(), 0)).toList();
    tracking.runs().log(run, new RunData(points, params, Map.of()));
    var root = tracking.runs().get(run).info().artifacts();
    tracking.artifacts().putFolder(root, Trainer.MODEL_FOLDER, bundle);
    tracking.runs().end(run, RunStatus.FINISHED, clock.instant());
    LOG.info("run={} linear model fitted l2={} {}", run, strengths.get(best), metrics);
    return Trained.of(tracking, run, LinearModel.FILE, metrics);
  }

  /** The first validation rows as whoever serves the model would answer them. */
  private static double[] golden(LinearPredictor predictor, EncodedTable encoded) {
    int from = encoded.matrix().trainRows();
    int count = Math.min(BundleWriter.GOLDEN_ROWS, encoded.rows().rows() - from);
    int outputs = encoded.outputs();
    double[] golden = new double[count * outputs];
    double[] out = new double[outputs];
    List<FeatureColumn> features = encoded.signature().features();
    double[] row = new double[features.size()];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < row.length; k++) {
        row[k] = raw(features.get(k), encoded.rows().column(features.get(k).name()), from + i);
      }
      predictor.predict(row, out);
      System.arraycopy(out, 0, golden, i * outputs, outputs);
    }
    return golden;
  }

  private static double raw(FeatureColumn feature, Column column, int row) {
    if (column.isNull(row)) {
      return Double.NaN;
    }
    return column instanceof Column.Strings strings
        ? feature.categories().indexOf(strings.get(row))
        : column.number(row);
  }

  /** The rows once, and what the optimiser remembers. */
  private int heapMegabytes(EncodedTable encoded) {
    long matrix = 4L * encoded.matrix().values().length + 8L * encoded.rows().rows();
    long columns = 2L * encoded.signature().features().size();
    for (FeatureColumn feature : encoded.signature().features()) {
      columns += Math.min(feature.categories().size(), 60);
    }
    long weights = 8L * VECTORS * columns * encoded.outputs();
    long scores = 8L * encoded.outputs() * (encoded.rows().rows() - encoded.matrix().trainRows());
    long needed = 128 + (matrix + matrix / 8 + weights + 4 * scores >> 20);
    if (needed << 20 > memoryBytes) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "training data: %d rows and %d weights need %d MiB (expected: at most %d MiB,"
                  .formatted(
                      encoded.rows().rows(), columns * encoded.outputs(), needed, memoryBytes >> 20)
              + " noria.training.memory-bytes)");
    }
    return (int) needed;
  }
}
