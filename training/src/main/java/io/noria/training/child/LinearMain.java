package io.noria.training.child;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Fits linear models with each of the request's strengths of regularisation, then once more on all
 * rows with the one whose validation metric is best. Its one argument is the request's file;
 * results are lines on stdout and files in the request's folder. Ends when its standard input does.
 */
public final class LinearMain {
  /** The refitted model. */
  public static final String MODEL = "linear.bin";

  /** The name of the strength among a trial's params. */
  public static final String L2 = "l2";

  private static final double ROUGH = 1e-6;
  private static final double FINE = 1e-9;
  private static final int MOST_ROUGH = 150;
  private static final int MOST_FINE = 500;

  private final ChildRequest request;
  private final Matrix matrix;
  private final Report report;
  private final LinearLoss.Kind kind;
  private final int outputs;
  private final double center;
  private final double spread;

  private LinearMain(ChildRequest request, Matrix matrix, Report report) {
    this.request = request;
    this.matrix = matrix;
    this.report = report;
    this.kind = LinearLoss.Kind.of(request.objective());
    this.outputs = kind == LinearLoss.Kind.SOFTMAX ? request.classes() : 1;
    boolean number = kind == LinearLoss.Kind.SQUARED;
    this.center = number ? mean(matrix.labels()) : 0;
    this.spread = number ? spread(matrix.labels(), center) : 1;
  }

  /** The program. */
  public static void main(String[] args) throws Exception {
    TrainerMain.endWithParent();
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    ChildRequest request = ChildRequest.read(Path.of(args[0]));
    new LinearMain(request, Matrix.read(request.matrix()), new Report(out)).run();
    out.flush();
    Runtime.getRuntime().halt(0);
  }

  private void run() throws IOException {
    int best = search();
    long began = System.nanoTime();
    LinearDesign design = LinearDesign.of(matrix, request.featureTypes(), matrix.rows());
    var loss = loss(design, matrix.rows(), l2(best));
    double[] point = new double[loss.size()];
    int rounds = Lbfgs.minimise(loss, point, FINE, MOST_FINE);
    write(design, point);
    report.best(best, rounds, (System.nanoTime() - began) / 1e9);
  }

  private double l2(int trial) {
    return Double.parseDouble(request.trials().get(trial).get(L2));
  }

  /** The labels of a regression are standardised too: its loss is then of a known size. */
  private LinearLoss loss(LinearDesign design, int rows, double l2) {
    return new LinearLoss(standardised(), design, kind, outputs, rows, l2);
  }

  private Matrix standardised() {
    if (kind != LinearLoss.Kind.SQUARED) {
      return matrix;
    }
    float[] labels = new float[matrix.rows()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = (float) ((matrix.labels()[row] - center) / spread);
    }
    return new Matrix(matrix.columns(), matrix.trainRows(), labels, matrix.values());
  }

  private static double mean(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  private static double spread(float[] numbers, double mean) {
    double squares = 0;
    for (float number : numbers) {
      squares += (number - mean) * (number - mean);
    }
    double spread = Math.sqrt(squares / numbers.length);
    return spread > 0 ? spread : 1;
  }

  /** Tries each strength on the training part, each from where the one before has ended. */
  private int search() throws IOException {
    int trainRows = matrix.trainRows();
    LinearDesign design = LinearDesign.of(matrix, request.featureTypes(), trainRows);
    float[] labels = matrix.labels(trainRows, matrix.rows());
    double[] point = new double[loss(design, trainRows, 1).size()];
    int best = -1;
    double bestValue = Double.NaN;
    for (int trial = 0; trial < request.trials().size(); trial++) {
      long began = System.nanoTime();
      var loss = loss(design, trainRows, l2(trial));
      int rounds = Lbfgs.minimise(loss, point, ROUGH, MOST_ROUGH);
      float[][] answers = inUnits(loss.answers(point, trainRows));
      double value = Score.of(request.metric(), answers, labels);
      double judged = Double.isNaN(value) ? -Score.of(lossName(), answers, labels) : value;
      if (best < 0 || better(judged, bestValue)) {
        best = trial;
        bestValue = judged;
        Matrix.writeFloats(request.out().resolve(TrainerMain.SCORES), Trial.flat(answers));
      }
      report.trial(trial, rounds, value, (System.nanoTime() - began) / 1e9);
    }
    return best;
  }

  private String lossName() {
    return switch (kind) {
      case SQUARED -> "rmse";
      case LOGISTIC -> "logloss";
      case SOFTMAX -> "mlogloss";
    };
  }

  private boolean better(double value, double than) {
    return Score.largerIsBetter(request.metric()) ? value > than : value < than;
  }

  private float[][] inUnits(float[][] answers) {
    if (kind == LinearLoss.Kind.SQUARED) {
      for (float[] answer : answers) {
        answer[0] = (float) (answer[0] * spread + center);
      }
    }
    return answers;
  }

  /** The intercepts, then for each column its kind, feature, code, mean, scale and weights. */
  private void write(LinearDesign design, double[] point) throws IOException {
    List<LinearDesign.Encoded> columns = design.encoded();
    int intercepts = design.columns() * outputs;
    try (var out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(request.out().resolve(MODEL))))) {
      out.writeInt(outputs);
      for (double intercept : Arrays.copyOfRange(point, intercepts, intercepts + outputs)) {
        out.writeDouble(intercept * spread + center);
      }
      out.writeInt(columns.size());
      for (LinearDesign.Encoded column : columns) {
        out.writeUTF(column.kind());
        out.writeInt(column.feature());
        out.writeInt(column.code());
        out.writeDouble(design.mean(column.feature()));
        out.writeDouble(design.scale(column.feature()));
        for (int k = 0; k < outputs; k++) {
          out.writeDouble(point[column.column() * outputs + k] * spread);
        }
      }
    }
  }
}
