package io.noria.serving;

import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.Signature;
import io.noria.storage.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Bundles as training writes them, made with the library. */
public final class TestBundles {
  /** The raw columns of every bundle here. */
  public static final Signature SIGNATURE =
      new Signature(
          List.of(
              FeatureColumn.of("wind", FeatureColumn.Type.DOUBLE),
              FeatureColumn.of("hour", FeatureColumn.Type.LONG),
              FeatureColumn.of("holiday", FeatureColumn.Type.BOOLEAN),
              new FeatureColumn(
                  "carrier", FeatureColumn.Type.STRING, List.of("AA", "B6", "DL", "UA"))));

  private TestBundles() {}

  /** Raw rows and what the library answers for them: a number each, or one for each class. */
  public record Rows(float[] encoded, float[] scores) {}

  /** What the trees predict. */
  public enum Kind {
    /** Whether the delivery is late. */
    LATE("binary:logistic", "late", List.of("0", "1")),
    /** Which of three it is. */
    WHEN("multi:softprob", "when", List.of("early", "on time", "late")),
    /** How late it is. */
    MINUTES("reg:squarederror", "minutes", List.of());

    private final String objective;
    private final String target;
    private final List<String> classes;

    Kind(String objective, String target, List<String> classes) {
      this.objective = objective;
      this.target = target;
      this.classes = classes;
    }

    int outputs() {
      return Math.max(1, this == WHEN ? classes.size() : 1);
    }

    /** The bundle's file, with another runtime. */
    public BundleInfo info(BundleInfo.Runtime runtime, String predict) {
      return new BundleInfo(
          1,
          SIGNATURE,
          switch (this) {
            case LATE -> BundleInfo.Objective.BINARY;
            case WHEN -> BundleInfo.Objective.MULTICLASS;
            case MINUTES -> BundleInfo.Objective.REGRESSION;
          },
          target,
          classes,
          0.5,
          List.of("dataset_version:deliveries@2013-01"),
          runtime,
          predict);
    }

    private float label(double signal) {
      return switch (this) {
        case LATE -> signal > 16 ? 1 : 0;
        case WHEN -> signal > 18 ? 2 : signal > 12 ? 1 : 0;
        case MINUTES -> (float) (3 * signal - 40);
      };
    }
  }

  /** Writes a bundle of a classifier of late deliveries; the seed decides the trees. */
  public static Rows write(Path folder, Engine engine, long seed) throws IOException {
    return write(folder, engine, seed, 20, 4);
  }

  /** Writes a bundle with so many trees of so much depth. */
  public static Rows write(Path folder, Engine engine, long seed, int trees, int depth)
      throws IOException {
    return write(Kind.LATE, folder, engine, seed, trees, depth);
  }

  /** Writes a bundle of the kind. */
  public static Rows write(Kind kind, Path folder, Engine engine, long seed) throws IOException {
    return write(kind, folder, engine, seed, 20, 4);
  }

  private static Rows write(Kind kind, Path folder, Engine engine, long seed, int trees, int depth)
      throws IOException {
    try {
      Files.createDirectories(folder);
      float[] encoded = encoded(2000, seed);
      Booster booster = train(kind, encoded, seed, trees, depth);
      try (var out = Files.newOutputStream(folder.resolve("model.json"))) {
        booster.saveModel(out, "json");
      }
      float[][] predictions = booster.predict(matrix(encoded));
      int outputs = kind.outputs();
      float[] scores = new float[predictions.length * outputs];
      for (int i = 0; i < predictions.length; i++) {
        System.arraycopy(predictions[i], 0, scores, i * outputs, outputs);
      }
      Files.writeString(
          folder.resolve("noria.json"), kind.info(BundleInfo.Runtime.TREES, "").toJson());
      Files.writeString(folder.resolve("golden.json"), golden(kind, encoded, scores));
      engine.writeParquet(reference(kind, encoded, scores), folder.resolve("reference.parquet"));
      return new Rows(encoded, scores);
    } catch (XGBoostError e) {
      throw new IOException(e);
    }
  }

  private static float[] encoded(int rows, long seed) {
    var random = new SplittableRandom(seed);
    float[] encoded = new float[rows * 4];
    for (int i = 0; i < rows; i++) {
      encoded[4 * i] =
          random.nextInt(10) == 0 ? Float.NaN : (float) Math.abs(random.nextGaussian() * 10);
      encoded[4 * i + 1] = random.nextInt(24);
      encoded[4 * i + 2] = random.nextInt(2);
      encoded[4 * i + 3] = random.nextInt(12) == 0 ? Float.NaN : random.nextInt(4);
    }
    return encoded;
  }

  private static Booster train(Kind kind, float[] encoded, long seed, int trees, int depth)
      throws XGBoostError {
    var random = new SplittableRandom(seed + 1);
    float[] labels = new float[encoded.length / 4];
    for (int i = 0; i < labels.length; i++) {
      float wind = encoded[4 * i];
      double signal =
          (Float.isNaN(wind) ? 8 : wind)
              + encoded[4 * i + 1] / 2
              + (encoded[4 * i + 3] == 1 ? 8 : 0)
              + random.nextGaussian() * 4;
      labels[i] = kind.label(signal);
    }
    DMatrix matrix = matrix(encoded);
    matrix.setLabel(labels);
    var params = new HashMap<String, Object>();
    params.put("objective", kind.objective);
    if (kind == Kind.WHEN) {
      params.put("num_class", kind.outputs());
    }
    params.put("tree_method", "hist");
    params.put("max_depth", depth);
    params.put("nthread", 1);
    params.put("verbosity", 0);
    return XGBoost.train(matrix, params, trees, Map.of(), null, null);
  }

  private static DMatrix matrix(float[] encoded) throws XGBoostError {
    var matrix = new DMatrix(encoded, encoded.length / 4, 4, Float.NaN);
    matrix.setFeatureTypes(new String[] {"q", "q", "q", "c"});
    return matrix;
  }

  /** The raw value of a column of an encoded row. */
  public static @org.jspecify.annotations.Nullable Object raw(
      float[] encoded, int row, int column) {
    float value = encoded[4 * row + column];
    if (Float.isNaN(value)) {
      return null;
    }
    return switch (column) {
      case 0 -> (Object) (double) value;
      case 1 -> (long) value;
      case 2 -> value != 0;
      default -> SIGNATURE.features().get(3).categories().get((int) value);
    };
  }

  private static String golden(Kind kind, float[] encoded, float[] scores) {
    List<List<@org.jspecify.annotations.Nullable Object>> rows = new ArrayList<>();
    List<Object> answers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      rows.add(
          Arrays.asList(
              raw(encoded, i, 0), raw(encoded, i, 1), raw(encoded, i, 2), raw(encoded, i, 3)));
      answers.add(
          kind == Kind.WHEN
              ? List.of(scores[3 * i], scores[3 * i + 1], scores[3 * i + 2])
              : (Object) (double) scores[i]);
    }
    String name = kind == Kind.WHEN ? "probabilities" : "scores";
    return Json.write(Map.of("rows", rows, name, answers));
  }

  /** All rows as a table of raw columns; scores of the last 500. */
  private static Frame reference(Kind kind, float[] encoded, float[] scores) {
    int rows = encoded.length / 4;
    double[] wind = new double[rows];
    long[] hour = new long[rows];
    boolean[] holiday = new boolean[rows];
    double[] score = new double[rows];
    var carrier = new StringsBuilder(rows);
    var missing = new java.util.BitSet();
    var unseen = new java.util.BitSet();
    unseen.set(0, rows - 500);
    for (int i = 0; i < rows; i++) {
      if (raw(encoded, i, 0) == null) {
        missing.set(i);
      } else {
        wind[i] = encoded[4 * i];
      }
      hour[i] = (long) encoded[4 * i + 1];
      holiday[i] = encoded[4 * i + 2] != 0;
      carrier.add((String) raw(encoded, i, 3));
      score[i] = kind == Kind.WHEN ? likeliest(scores, 3 * i) : scores[i];
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("wind", new Column.Doubles(wind, missing));
    columns.put("hour", new Column.Longs(hour, null));
    columns.put("holiday", new Column.Booleans(holiday, null));
    columns.put("carrier", carrier.build());
    columns.put("score", new Column.Doubles(score, unseen));
    return Frame.of(columns);
  }

  /** The place of the largest of three. */
  static int likeliest(float[] scores, int from) {
    int best = scores[from + 1] > scores[from] ? 1 : 0;
    return scores[from + 2] > scores[from + best] ? 2 : best;
  }
}
