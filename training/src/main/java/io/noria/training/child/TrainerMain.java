package io.noria.training.child;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Runs the trials of a search, several at once, then trains once more on all rows with the best
 * one's parameters and number of rounds. Its one argument is the request's file; results are lines
 * on stdout and files in the request's folder. Ends when its standard input does, so that it never
 * outlives its parent.
 */
public final class TrainerMain {
  /** The refitted model, as XGBoost saves it in JSON. */
  public static final String MODEL = "model.json";

  /** The best trial's predictions of the validation rows, float32, row after row. */
  public static final String SCORES = "validation.f32";

  /** The refitted model's predictions of the first validation rows, float32. */
  public static final String GOLDEN = "golden.f32";

  /** How many rows at most {@link #GOLDEN} is about. */
  public static final int GOLDEN_ROWS = 16;

  private final ChildRequest request;
  private final Matrix matrix;
  private final Report report;

  private TrainerMain(ChildRequest request, Matrix matrix, Report report) {
    this.request = request;
    this.matrix = matrix;
    this.report = report;
  }

  /** The program. */
  public static void main(String[] args) throws Exception {
    endWithParent();
    // Native code and libraries may print what they like: it goes to stderr, not between our lines.
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    ChildRequest request = ChildRequest.read(Path.of(args[0]));
    new TrainerMain(request, Matrix.read(request.matrix()), new Report(out)).run();
    out.flush();
    // The pool of native threads may linger: what was to be said has been said.
    Runtime.getRuntime().halt(0);
  }

  private void run() throws Exception {
    Trial best = search();
    long began = System.nanoTime();
    Matrix.writeFloats(request.out().resolve(SCORES), best.bestPredictions());
    refit(best);
    report.best(best.number(), best.bestRounds(), (System.nanoTime() - began) / 1e9);
  }

  private Trial search() throws InterruptedException, ExecutionException {
    int count = request.trials().size();
    int threads = Math.clamp(request.threads(), 1, count);
    var next = new AtomicInteger();
    List<Trial> trials = new ArrayList<>();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<Future<List<Trial>>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(() -> work(next)));
      }
      for (Future<List<Trial>> worker : workers) {
        trials.addAll(worker.get());
      }
    }
    trials.sort(Comparator.comparingInt(Trial::number));
    Trial best = trials.getFirst();
    for (Trial trial : trials) {
      best = trial.betterThan(best) ? trial : best;
    }
    return best;
  }

  /** One thread's trials. Each thread has matrices of its own: the library fills them lazily. */
  private List<Trial> work(AtomicInteger next) throws XGBoostError {
    List<Trial> done = new ArrayList<>();
    int trainRows = matrix.trainRows();
    int rows = matrix.rows();
    DMatrix train = dmatrix(0, trainRows);
    DMatrix validation = dmatrix(trainRows, rows);
    float[] labels = matrix.labels(trainRows, rows);
    try {
      for (int i = next.getAndIncrement();
          i < request.trials().size();
          i = next.getAndIncrement()) {
        var trial = new Trial(i, request, report);
        trial.run(train, validation, labels);
        done.add(trial);
      }
    } finally {
      train.dispose();
      validation.dispose();
    }
    return done;
  }

  private void refit(Trial best) throws XGBoostError, IOException {
    var params = Trial.params(request, request.trials().get(best.number()));
    DMatrix all = dmatrix(0, matrix.rows());
    Booster booster = XGBoost.train(all, params, best.bestRounds(), java.util.Map.of(), null, null);
    booster.setFeatureNames(request.featureNames().toArray(String[]::new));
    booster.setFeatureTypes(request.featureTypes().toArray(String[]::new));
    Path file = request.out().resolve(MODEL);
    try (var stream = Files.newOutputStream(file)) {
      booster.saveModel(stream, "json");
    }
    int from = matrix.trainRows();
    DMatrix golden = dmatrix(from, Math.min(from + GOLDEN_ROWS, matrix.rows()));
    Matrix.writeFloats(request.out().resolve(GOLDEN), Trial.flat(booster.predict(golden)));
  }

  private DMatrix dmatrix(int from, int to) throws XGBoostError {
    var dmatrix = new DMatrix(matrix.values(from, to), to - from, matrix.columns(), Float.NaN);
    dmatrix.setLabel(matrix.labels(from, to));
    dmatrix.setFeatureTypes(request.featureTypes().toArray(String[]::new));
    return dmatrix;
  }

  /** Ends this process when its parent does. */
  static void endWithParent() {
    Thread.ofPlatform()
        .daemon()
        .name("parent")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Nothing is ever sent; only the end counts.
            }
          } catch (IOException e) {
            System.err.println("standard input: " + e.getMessage());
          }
          Runtime.getRuntime().halt(3);
        });
  }
}
