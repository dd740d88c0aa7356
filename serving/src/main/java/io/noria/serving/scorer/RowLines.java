package io.noria.serving.scorer;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.storage.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines that a worker is asked with and those that it answers: for each row an object with the
 * features' raw values by name; a number (the positive class's probability, or what is predicted),
 * or a list with the probability of each class.
 */
final class RowLines {
  /** How far the probabilities of all classes together may be from 1. */
  private static final double SLACK = 0.01;

  private final String model;
  private final BundleInfo info;
  private final int outputs;
  private final List<FeatureColumn> features;
  private final List<String> names = new ArrayList<>();
  private final List<List<String>> texts = new ArrayList<>();

  RowLines(String model, BundleInfo info) {
    this.model = model;
    this.info = info;
    this.outputs = Scorer.outputs(info);
    this.features = info.signature().features();
    for (FeatureColumn feature : features) {
      names.add(Json.write(feature.name()) + ":");
      texts.add(feature.categories().stream().map(Json::write).toList());
    }
  }

  int outputs() {
    return outputs;
  }

  List<String> write(RowBlock rows, int from, int to) {
    List<String> lines = new ArrayList<>(to - from);
    StringBuilder line = new StringBuilder();
    for (int row = from; row < to; row++) {
      line.setLength(0);
      for (int column = 0; column < names.size(); column++) {
        line.append(column == 0 ? '{' : ',').append(names.get(column));
        String text = rows.unknown(row, column);
        if (text != null) {
          line.append(Json.write(text));
        } else {
          value(line, column, rows.value(row, column));
        }
      }
      lines.add(line.append('}').toString());
    }
    return lines;
  }

  private void value(StringBuilder line, int column, double value) {
    if (!Double.isFinite(value)) {
      line.append("null");
      return;
    }
    switch (features.get(column).type()) {
      case STRING -> line.append(texts.get(column).get((int) value));
      case BOOLEAN -> line.append(value != 0);
      case LONG -> {
        if (Math.abs(value) < 0x1p63) {
          line.append((long) value);
        } else {
          line.append(value);
        }
      }
      case DOUBLE -> line.append(value);
    }
  }

  /** Lays the answers into their places; the first is that of the row. */
  void read(List<String> answers, int row, double[] out) {
    for (int i = 0; i < answers.size(); i++) {
      read(answers.get(i), (row + i) * outputs, out);
    }
  }

  private void read(String line, int at, double[] out) {
    String text = line.strip();
    if (text.startsWith("[")) {
      List<Double> numbers = list(text);
      if (info.objective() == BundleInfo.Objective.REGRESSION
          || numbers.size() != info.classes().size()) {
        throw refused(line);
      }
      double sum = 0;
      for (Double number : numbers) {
        sum += probability(line, number);
      }
      if (Math.abs(sum - 1) > SLACK) {
        throw refused(line);
      }
      for (int k = 0; k < outputs; k++) {
        out[at + k] = outputs == 1 ? numbers.getLast() : numbers.get(k);
      }
      return;
    }
    double number = number(text);
    if (outputs > 1 || !Double.isFinite(number)) {
      throw refused(line);
    }
    out[at] = info.objective() == BundleInfo.Objective.BINARY ? probability(line, number) : number;
  }

  private List<Double> list(String text) {
    try {
      return Json.readList(text, Double.class);
    } catch (NoriaException e) {
      throw refused(text);
    }
  }

  private double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw refused(text);
    }
  }

  private double probability(String line, @Nullable Double number) {
    if (number == null || !(number >= 0 && number <= 1)) {
      throw refused(line);
    }
    return number;
  }

  private NoriaException refused(String line) {
    String shown = line.length() > 200 ? line.substring(0, 200) + "…" : line;
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "model %s: its worker answered %s (expected: %s)"
            .formatted(
                model,
                shown,
                switch (info.objective()) {
                  case REGRESSION -> "a number";
                  case BINARY ->
                      "the probability of "
                          + info.positiveLabel()
                          + ", or a list with those of "
                          + info.classes();
                  case MULTICLASS -> "a list with the probabilities of " + info.classes();
                }));
  }
}
