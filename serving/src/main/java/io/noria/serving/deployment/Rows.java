package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import java.util.List;

/** What to say about rows that do not fit. */
final class Rows {
  private Rows() {}

  static NoriaException refused(FeatureColumn feature, String came) {
    String expected =
        switch (feature.type()) {
          case DOUBLE -> "a number or null";
          case LONG -> "a whole number or null";
          case BOOLEAN -> "true, false or null";
          case STRING -> "a string or null";
        };
    return new NoriaException(
        ErrorCode.UNPROCESSABLE,
        "features." + feature.name() + ": " + came + " (expected: " + expected + ")");
  }

  static NoriaException unknownFeature(String name, List<FeatureColumn> features) {
    List<String> names = features.stream().map(FeatureColumn::name).toList();
    return new NoriaException(
        ErrorCode.UNPROCESSABLE,
        "features."
            + shortened(name)
            + ": no such feature (expected: one of "
            + String.join(", ", names)
            + ")");
  }

  /** A number as JSON has it. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
