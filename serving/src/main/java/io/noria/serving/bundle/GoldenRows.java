package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.storage.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows with the answers that the library gave when the model was trained: whoever loads the bundle
 * tries them before it answers anybody.
 *
 * @param rows raw values in the signature's order: numbers, booleans, strings, nulls
 * @param scores the positive class's probability of each row, or the number
 */
public record GoldenRows(List<List<@Nullable Object>> rows, List<Double> scores) {
  private static final double TOLERANCE = 1e-6;

  /** Reads the file's text. */
  static GoldenRows parse(String json) {
    return Json.read(json, GoldenRows.class);
  }

  /**
   * Tries the rows.
   *
   * @throws NoriaException FAILED_PRECONDITION when an answer differs by more than 1e-6 of it
   */
  void check(Bundle bundle) {
    float[] row = new float[bundle.inputs().size()];
    float[] out = new float[1];
    for (int i = 0; i < rows.size(); i++) {
      encode(bundle, rows.get(i), row);
      double expected = scores.get(i);
      double found = bundle.score(row, out);
      if (!(Math.abs(found - expected) <= TOLERANCE * Math.max(1, Math.abs(expected)))) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "model %s: golden row %d gives %s (expected: %s)"
                .formatted(bundle.id(), i, found, expected));
      }
    }
  }

  private static void encode(Bundle bundle, List<@Nullable Object> values, float[] row) {
    if (values.size() != row.length) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: golden row of %d values (expected: %d)"
              .formatted(bundle.id(), values.size(), row.length));
    }
    for (int column = 0; column < row.length; column++) {
      FeatureColumn input = bundle.inputs().get(column);
      row[column] =
          switch (values.get(column)) {
            case Number number -> number.floatValue();
            case Boolean truth -> truth ? 1 : 0;
            case String text -> {
              int code = bundle.code(column, text);
              yield code < 0 ? Float.NaN : code;
            }
            case null -> Float.NaN;
            default ->
                throw new NoriaException(
                    ErrorCode.FAILED_PRECONDITION,
                    "model %s: golden value of %s (expected: %s)"
                        .formatted(bundle.id(), input.name(), input.type().wire()));
          };
    }
  }
}
