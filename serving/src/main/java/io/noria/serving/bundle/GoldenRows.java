package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.serving.scorer.RowBlock;
import io.noria.storage.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows with the answers that were given when the model was trained: whoever loads the bundle tries
 * them before it answers anybody.
 *
 * @param rows raw values in the signature's order: numbers, booleans, strings, nulls
 * @param scores the positive class's probability of each row, or the number; null for many classes
 * @param probabilities for many classes, for each row the probability of each class; null otherwise
 */
public record GoldenRows(
    List<List<@Nullable Object>> rows,
    @Nullable List<Double> scores,
    @Nullable List<List<Double>> probabilities) {
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
    int columns = bundle.inputs().size();
    var block = new RowBlock(columns, rows.size());
    for (List<@Nullable Object> values : rows) {
      if (values.size() != columns) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "model %s: golden row of %d values (expected: %d)"
                .formatted(bundle.name(), values.size(), columns));
      }
      int from = block.next();
      for (int column = 0; column < columns; column++) {
        double number = number(bundle, column, values.get(column));
        block.values()[from + column] = number;
        if (Double.isNaN(number) && values.get(column) instanceof String text) {
          block.unknown(block.size() - 1, column, text);
        }
      }
    }
    double[] found = new double[rows.size() * bundle.outputs()];
    bundle.score(block, found);
    compare(bundle, found);
  }

  private void compare(Bundle bundle, double[] found) {
    List<Double> expected = new ArrayList<>();
    if (probabilities != null) {
      probabilities.forEach(expected::addAll);
    } else if (scores != null) {
      expected.addAll(scores);
    }
    if (expected.size() != found.length) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: golden rows with %d answers (expected: %d)"
              .formatted(bundle.name(), expected.size(), found.length));
    }
    for (int i = 0; i < found.length; i++) {
      double wanted = expected.get(i);
      if (!(Math.abs(found[i] - wanted) <= TOLERANCE * Math.max(1, Math.abs(wanted)))) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "model %s: golden row %d gives %s (expected: %s)"
                .formatted(bundle.name(), i / bundle.outputs(), found[i], wanted));
      }
    }
  }

  private static double number(Bundle bundle, int column, @Nullable Object value) {
    FeatureColumn input = bundle.inputs().get(column);
    return switch (value) {
      case Number number -> number.doubleValue();
      case Boolean truth -> truth ? 1 : 0;
      case String text -> {
        int code = bundle.code(column, text);
        yield code < 0 ? Double.NaN : code;
      }
      case null -> Double.NaN;
      default ->
          throw new NoriaException(
              ErrorCode.FAILED_PRECONDITION,
              "model %s: golden value of %s (expected: %s)"
                  .formatted(bundle.name(), input.name(), input.type().wire()));
    };
  }
}
