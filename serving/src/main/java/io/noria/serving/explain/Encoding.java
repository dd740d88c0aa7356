package io.noria.serving.explain;

import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.registry.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Raw values as the numbers that models take: true is 1, a text its place in the column's
 * dictionary; missing and unknown are NaN.
 */
final class Encoding {
  private final List<FeatureColumn> features;
  private final List<Map<String, Integer>> codes = new ArrayList<>();

  Encoding(Signature signature) {
    this.features = signature.features();
    for (FeatureColumn feature : features) {
      Map<String, Integer> places = new HashMap<>();
      feature.categories().forEach(category -> places.put(category, places.size()));
      codes.add(places);
    }
  }

  /** The row's numbers, in the order of the signature. */
  double[] row(Map<String, @Nullable Object> values) {
    double[] row = new double[features.size()];
    for (int column = 0; column < row.length; column++) {
      row[column] = number(column, values.get(features.get(column).name()));
    }
    return row;
  }

  /** {@link #row} in single precision, as the log's doubles are rounded before trees see them. */
  float[] floats(Map<String, @Nullable Object> values) {
    float[] row = new float[features.size()];
    for (int column = 0; column < row.length; column++) {
      row[column] = (float) number(column, values.get(features.get(column).name()));
    }
    return row;
  }

  /** One column's number. */
  double number(int column, @Nullable Object value) {
    return switch (value) {
      case null -> Double.NaN;
      case Boolean truth -> truth ? 1 : 0;
      case Number number -> number.doubleValue();
      case String text -> {
        Integer code = codes.get(column).get(text);
        yield code == null ? Double.NaN : code;
      }
      default ->
          throw NoriaException.invalid(
              "feature %s: %s (expected: %s)"
                  .formatted(
                      features.get(column).name(), value, features.get(column).type().wire()));
    };
  }
}
