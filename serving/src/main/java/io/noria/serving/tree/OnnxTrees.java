package io.noria.serving.tree;

import java.util.List;
import java.util.Set;

/**
 * The tree operators of {@code ai.onnx.ml}: TreeEnsembleRegressor and TreeEnsembleClassifier,
 * versions 1 to 3, and TreeEnsemble, version 5 (onnx.ai, "ai.onnx.ml"). Where the text leaves open
 * what comes out (two classes, one base value), it is what ONNX Runtime gives in one thread, bit
 * for bit. Immutable and thread-safe.
 */
public final class OnnxTrees {
  private static final int MOST_TARGETS = 1 << 20;

  private final int features;
  private final boolean single;

  /** Whether the scores are of single precision though the sums are not. */
  private final boolean toSingle;

  private final OnnxSums sums;
  private final OnnxTransform transform;
  private final double[] base;
  private final boolean average;
  private final @org.jspecify.annotations.Nullable OnnxClasses classes;

  private OnnxTrees(int features, boolean doubles, OnnxAttributes attributes, String operator) {
    boolean five = operator.equals("TreeEnsemble");
    boolean classifier = operator.equals("TreeEnsembleClassifier");
    this.features = features;
    this.single = !doubles;
    this.toSingle = doubles && !five;
    this.classes = classifier ? OnnxClasses.of(attributes) : null;
    int targets = targets(attributes);
    var builder = new ForestBuilder(features, single);
    var leaves = new OnnxLeaves(targets);
    String aggregate = attributes.text("aggregate_function", "SUM");
    if (five) {
      OnnxFiveReader.read(attributes, builder, leaves);
      aggregate = named(OnnxSums.Aggregate.values(), "aggregate_function", attributes, 1);
      this.transform =
          OnnxTransform.of(named(OnnxTransform.values(), "post_transform", attributes, 0));
    } else {
      OnnxReader.read(attributes, classifier ? "class" : "target", builder, leaves);
      this.transform = OnnxTransform.of(attributes.text("post_transform", "NONE"));
    }
    var kind = classifier ? OnnxSums.Aggregate.SUM : OnnxSums.Aggregate.of(aggregate);
    this.average = kind == OnnxSums.Aggregate.AVERAGE;
    this.base = attributes.numbers("base_values").clone();
    int most = targets <= 2 && classifier ? 2 : targets;
    boolean fits = classifier && targets <= 2 ? base.length <= most : base.length == targets;
    if (base.length != 0 && !fits) {
      throw OnnxAttributes.damaged("base_values", base.length, targets);
    }
    this.sums = new OnnxSums(builder.build(Encoder.Reading.ONNX), kind, single, targets, leaves);
  }

  private int targets(OnnxAttributes attributes) {
    long targets = classes != null ? classes.labels().length : attributes.integer("n_targets", 1);
    if (targets < 1 || targets > MOST_TARGETS) {
      throw OnnxAttributes.unsupported(targets + " targets or classes (expected: 1 to 2^20)");
    }
    return (int) targets;
  }

  private static String named(
      Enum<?>[] names, String attribute, OnnxAttributes attributes, int otherwise) {
    long number = attributes.integer(attribute, otherwise);
    if (number < 0 || number >= names.length) {
      throw OnnxAttributes.unsupported(attribute + ": " + number);
    }
    return names[(int) number].name();
  }

  /**
   * Builds the operator.
   *
   * @param operator its type
   * @param features how many columns its input has
   * @param doubles whether its input is of double precision
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when it uses what is not evaluated
   *     here, DATA_LOSS when its attributes do not fit each other
   */
  public static OnnxTrees of(
      String operator, OnnxAttributes attributes, int features, boolean doubles) {
    Set<String> known = Set.of("TreeEnsembleRegressor", "TreeEnsembleClassifier", "TreeEnsemble");
    if (!known.contains(operator)) {
      throw OnnxAttributes.unsupported(
          "operator " + operator + " (expected: one of " + known + ")");
    }
    return new OnnxTrees(features, doubles, attributes, operator);
  }

  /** How many columns a row has. */
  public int features() {
    return features;
  }

  /** How many trees there are. */
  public int trees() {
    return sums.trees();
  }

  /** How many scores a row gets. */
  public int outputs() {
    return classes != null && sums.targets() == 2 ? 2 : sums.targets();
  }

  /** Whether a row gets a label too. */
  public boolean classifier() {
    return classes != null;
  }

  /** The labels' texts; empty when the labels are numbers, or there are none. */
  public List<String> texts() {
    return classes == null ? List.of() : classes.texts();
  }

  /**
   * What came out.
   *
   * @param scores for each row the score of each class or target
   * @param labels for each row its label, or the place of its text; empty without classes
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answers(double[] scores, long[] labels) {}

  /**
   * Evaluates rows.
   *
   * @param rows the rows, one after the other; NaN is missing
   * @param from where the first one begins
   */
  public Answers run(float[] rows, int from, int count) {
    java.util.Objects.checkFromIndexSize(from, Math.multiplyExact(count, features), rows.length);
    return run(Rows.of(rows, from, features), count);
  }

  /** As {@link #run(float[], int, int)}. */
  public Answers run(double[] rows, int from, int count) {
    java.util.Objects.checkFromIndexSize(from, Math.multiplyExact(count, features), rows.length);
    return run(Rows.of(rows, from, features), count);
  }

  private Answers run(Rows rows, int count) {
    int targets = sums.targets();
    double[] scores = new double[Math.multiplyExact(count, targets)];
    boolean[] scored = new boolean[scores.length];
    sums.add(rows, count, scores, scored);
    long[] labels = new long[classes == null ? 0 : count];
    for (int row = 0; row < count; row++) {
      if (classes != null) {
        labels[row] = classes.finish(scores, scored, row * targets, base, transform);
      } else {
        finish(scores, scored, row * targets);
      }
    }
    if (toSingle) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) scores[i];
      }
    }
    return new Answers(scores, labels);
  }

  private void finish(double[] scores, boolean[] scored, int at) {
    int targets = sums.targets();
    for (int target = 0; target < targets; target++) {
      double score = scores[at + target];
      if (average) {
        score = rounded(score / sums.trees());
      }
      if (base.length > 0) {
        score = rounded(score + rounded(base[target]));
      }
      // A target that no leaf spoke for is 0, whatever its base value.
      scores[at + target] = targets > 1 && !scored[at + target] ? 0 : score;
    }
    if (targets > 1) {
      transform.apply(scores, at, targets);
    } else if (transform == OnnxTransform.PROBIT) {
      // Of the transforms of one number the runtime knows this one only.
      scores[at] = OnnxTransform.probit((float) scores[at]);
    }
  }

  private double rounded(double number) {
    return single ? (float) number : number;
  }
}
