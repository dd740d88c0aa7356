package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Reference;
import io.noria.serving.ScoredModel;
import io.noria.serving.Target;
import io.noria.serving.Values;
import io.noria.serving.tree.TreeEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One model version, ready to answer. Immutable and thread-safe. */
public final class Bundle implements ScoredModel {
  private final ModelVersionId id;
  private final BundleInfo info;
  private final TreeEnsemble trees;
  private final List<FeatureColumn> inputs;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Map<String, Integer>> categories = new ArrayList<>();
  private final Target target;
  private final Object positive;
  private final Object negative;
  private final Supplier<Reference> reference;

  /**
   * @throws NoriaException FAILED_PRECONDITION when trees and signature do not fit each other
   */
  public Bundle(
      ModelVersionId id, BundleInfo info, TreeEnsemble trees, Supplier<Reference> reference) {
    this.id = id;
    this.info = info;
    this.trees = trees;
    this.inputs = info.signature().features();
    this.reference = reference;
    if (trees.features() != inputs.size() || trees.groups() != 1) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: trees of %d features and %d groups, signature of %d (expected: the same, 1 group)"
              .formatted(id, trees.features(), trees.groups(), inputs.size()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      places.put(inputs.get(i).name(), i);
      Map<String, Integer> codes = new HashMap<>();
      for (String category : inputs.get(i).categories()) {
        codes.put(category, codes.size());
      }
      categories.add(codes);
    }
    boolean regression = info.objective() == BundleInfo.Objective.REGRESSION;
    String yes = info.positiveLabel() == null ? "1" : info.positiveLabel();
    String no = info.negativeLabel() == null ? "0" : info.negativeLabel();
    this.positive = typed(yes);
    this.negative = typed(no);
    this.target =
        new Target(info.target(), regression ? List.of() : List.of(no, yes), regression ? "" : yes);
  }

  /** A label in its own type: a whole number, true or false, else text. */
  static Object typed(String label) {
    if (label.equals("true") || label.equals("false")) {
      return Boolean.valueOf(label);
    }
    return label.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(label) : label;
  }

  /** Which version it is. */
  public ModelVersionId id() {
    return id;
  }

  @Override
  public String model() {
    return id.model();
  }

  @Override
  public int version() {
    return id.version();
  }

  @Override
  public List<FeatureColumn> inputs() {
    return inputs;
  }

  @Override
  public Target target() {
    return target;
  }

  /** The place of the feature; -1 when there is none of that name. */
  public int place(String feature) {
    Integer place = places.get(feature);
    return place == null ? -1 : place;
  }

  /** The code of the text in the column's dictionary; -1 when it is not in it. */
  public int code(int column, String text) {
    Integer code = categories.get(column).get(text);
    return code == null ? -1 : code;
  }

  /** Whether the probability is enough for the positive class. */
  public boolean isPositive(double probability) {
    return probability >= info.threshold();
  }

  /** The class as the target column has it. */
  public Object label(boolean isPositive) {
    return isPositive ? positive : negative;
  }

  /** Whether a number is predicted. */
  public boolean regression() {
    return target.regression();
  }

  /**
   * The probability of the positive class, or the number.
   *
   * @param row encoded values
   * @param out room for one number
   */
  public float score(float[] row, float[] out) {
    trees.predict(row, out);
    return out[0];
  }

  @Override
  public double[] score(List<Values> columns) {
    if (columns.size() != inputs.size()) {
      throw NoriaException.invalid(
          "columns: " + columns.size() + " (expected: " + inputs.size() + ")");
    }
    int rows = columns.getFirst().size();
    float[][] encoded = new float[columns.size()][];
    for (int column = 0; column < encoded.length; column++) {
      encoded[column] = encode(column, columns.get(column));
    }
    double[] scores = new double[rows];
    float[] row = new float[encoded.length];
    float[] out = new float[1];
    for (int i = 0; i < rows; i++) {
      for (int column = 0; column < row.length; column++) {
        row[column] = encoded[column][i];
      }
      scores[i] = score(row, out);
    }
    return scores;
  }

  @Override
  public double[] score(Frame frame) {
    List<Values> columns = new ArrayList<>();
    for (FeatureColumn input : inputs) {
      columns.add(values(input.type(), input.name(), frame.column(input.name())));
    }
    return score(columns);
  }

  @Override
  public Reference reference() {
    return reference.get();
  }

  /** A table's column as values of the type. */
  static Values values(FeatureColumn.Type type, String name, Column column) {
    if (type == FeatureColumn.Type.STRING) {
      if (!(column instanceof Column.Strings strings)) {
        throw NoriaException.invalid(
            "column %s: of type %s (expected: string)".formatted(name, column.type().wire()));
      }
      int[] codes = new int[column.size()];
      Arrays.setAll(codes, strings::code);
      return new Values.Texts(codes, strings.dictionary());
    }
    if (column instanceof Column.Strings || column instanceof Column.Times) {
      throw NoriaException.invalid(
          "column %s: of type %s (expected: %s)"
              .formatted(name, column.type().wire(), type.wire()));
    }
    double[] numbers = new double[column.size()];
    Arrays.setAll(numbers, column::number);
    return new Values.Numbers(numbers);
  }

  private float[] encode(int column, Values values) {
    return switch (values) {
      case Values.Numbers numbers -> {
        requireText(column, false);
        float[] encoded = new float[numbers.size()];
        for (int i = 0; i < encoded.length; i++) {
          encoded[i] = (float) numbers.values()[i];
        }
        yield encoded;
      }
      case Values.Texts texts -> {
        requireText(column, true);
        float[] codes = new float[texts.texts().size()];
        for (int i = 0; i < codes.length; i++) {
          int code = code(column, texts.texts().get(i));
          codes[i] = code < 0 ? Float.NaN : code;
        }
        float[] encoded = new float[texts.size()];
        for (int i = 0; i < encoded.length; i++) {
          int code = texts.codes()[i];
          encoded[i] = code < 0 ? Float.NaN : codes[code];
        }
        yield encoded;
      }
    };
  }

  private void requireText(int column, boolean text) {
    FeatureColumn input = inputs.get(column);
    if ((input.type() == FeatureColumn.Type.STRING) != text) {
      throw NoriaException.invalid(
          "column %s: %s (expected: %s)"
              .formatted(input.name(), text ? "texts" : "numbers", input.type().wire()));
    }
  }

  /** The label as a number: 1 or 0 for classes, NaN when it is neither; a regression's number. */
  public double labelNumber(@Nullable String label) {
    if (label == null) {
      return Double.NaN;
    }
    if (regression()) {
      return parse(label);
    }
    if (same(label, target.positive())) {
      return 1;
    }
    return same(label, target.classes().getFirst()) ? 0 : Double.NaN;
  }

  private static boolean same(String left, String right) {
    return left.equals(right) || parse(left) == parse(right);
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
