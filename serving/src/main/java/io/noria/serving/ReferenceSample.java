package io.noria.serving;

import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sample of the rows that a version was trained on, row by row.
 *
 * @param info what the version takes and predicts
 * @param values for each feature of the signature its values over the rows
 * @param labels what came true of each row, as text; null when the sample does not hold it
 */
public record ReferenceSample(
    BundleInfo info, List<Values> values, @Nullable List<@Nullable String> labels) {
  /** The raw columns. */
  public List<FeatureColumn> features() {
    return info.signature().features();
  }

  /** How many rows. */
  public int size() {
    return values.isEmpty() ? 0 : values.getFirst().size();
  }

  /** The raw values of a row by name; null is missing. */
  public Map<String, @Nullable Object> row(int row) {
    Map<String, @Nullable Object> raw = new LinkedHashMap<>();
    for (int column = 0; column < values.size(); column++) {
      raw.put(features().get(column).name(), value(column, row));
    }
    return raw;
  }

  private @Nullable Object value(int column, int row) {
    return switch (values.get(column)) {
      case Values.Texts texts -> {
        int code = texts.codes()[row];
        yield code < 0 ? null : texts.texts().get(code);
      }
      case Values.Numbers numbers -> {
        double number = numbers.values()[row];
        yield Double.isNaN(number)
            ? null
            : switch (features().get(column).type()) {
              case LONG -> (Object) (long) number;
              case BOOLEAN -> number != 0;
              case DOUBLE, STRING -> number;
            };
      }
    };
  }
}
