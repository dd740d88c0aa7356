package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.scorer.RowBlock;

/** One model's rows as another takes them: columns by name, texts by the other's dictionary. */
final class Recoding {
  private Recoding() {}

  /**
   * The rows for the other model; the same ones when both take the same.
   *
   * @throws NoriaException UNPROCESSABLE when it takes a column that they do not have
   */
  static RowBlock rows(Bundle from, RowBlock rows, Bundle to) {
    if (from.inputs().equals(to.inputs())) {
      return rows;
    }
    int columns = to.inputs().size();
    var block = RowBlock.of(columns, rows.size(), new double[columns * rows.size()]);
    for (int column = 0; column < columns; column++) {
      FeatureColumn wanted = to.inputs().get(column);
      int place = from.place(wanted.name());
      if (place < 0 || text(from.inputs().get(place)) != text(wanted)) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "features.%s: not among what was asked (expected: %s)"
                .formatted(wanted.name(), wanted.type().wire()));
      }
      for (int row = 0; row < rows.size(); row++) {
        double value = rows.value(row, place);
        if (text(wanted)) {
          value = code(from, rows, row, place, to, block, column);
        }
        block.values()[row * columns + column] = value;
      }
    }
    return block;
  }

  private static double code(
      Bundle from, RowBlock rows, int row, int place, Bundle to, RowBlock block, int column) {
    double code = rows.value(row, place);
    String text =
        Double.isNaN(code)
            ? rows.unknown(row, place)
            : from.inputs().get(place).categories().get((int) code);
    if (text == null) {
      return Double.NaN;
    }
    int own = to.code(column, text);
    if (own >= 0) {
      return own;
    }
    block.unknown(row, column, text);
    return Double.NaN;
  }

  private static boolean text(FeatureColumn column) {
    return column.type() == FeatureColumn.Type.STRING;
  }
}
