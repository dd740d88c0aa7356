package io.noria.protocols.plain;

import io.noria.serving.Prediction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Predictions as JSON bytes. */
final class Answers {
  private static final String HEX = "0123456789abcdef";

  private Answers() {}

  /** One answer, or a list of them. */
  static byte[] bytes(List<Prediction> predictions, boolean list) {
    StringBuilder out = new StringBuilder(64 * predictions.size() + 2);
    if (list) {
      out.append('[');
    }
    for (int i = 0; i < predictions.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      one(out, predictions.get(i));
    }
    if (list) {
      out.append(']');
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void one(StringBuilder out, Prediction prediction) {
    out.append("{\"prediction\":");
    Object value = prediction.value();
    if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Double number) {
      number(out, number);
    } else if (value instanceof List<?> numbers) {
      for (int i = 0; i < numbers.size(); i++) {
        out.append(i == 0 ? '[' : ',');
        number(out, (Double) numbers.get(i));
      }
      out.append(']');
    } else {
      quoted(out, value.toString());
    }
    double probability = prediction.probability();
    if (!Double.isNaN(probability)) {
      out.append(",\"probability\":");
      number(out, probability);
    }
    out.append('}');
  }

  private static void number(StringBuilder out, double value) {
    if (Double.isFinite(value)) {
      out.append(value);
    } else {
      out.append("null");
    }
  }

  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
