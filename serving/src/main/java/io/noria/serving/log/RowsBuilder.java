package io.noria.serving.log;

import io.noria.registry.FeatureColumn;
import io.noria.serving.PredictionRows;
import io.noria.serving.Values;
import io.noria.serving.log.Part.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers rows of several parts, whose columns may differ, into one answer. */
final class RowsBuilder {
  private final String deployment;
  private final List<FeatureColumn> features;
  private final double[][] numbers;
  private final int[][] codes;
  private final List<List<String>> texts = new ArrayList<>();
  private final List<Map<String, Integer>> places = new ArrayList<>();
  private int rows;
  private double[] score = {};
  private double[] predicted = {};
  private int[] version = {};
  private long[] eventMs = {};
  private long[] recordedMs = {};
  private long[] latency = {};
  private @Nullable String[] keys = {};
  private long[] idHigh = {};
  private long[] idLow = {};

  /** The newest part's columns come first and win where types differ. */
  RowsBuilder(String deployment, List<PartSchema> schemas) {
    this.deployment = deployment;
    var union = new LinkedHashMap<String, FeatureColumn>();
    for (PartSchema schema : schemas.reversed()) {
      schema.features().forEach(feature -> union.putIfAbsent(feature.name(), feature));
    }
    this.features = List.copyOf(union.values());
    this.numbers = new double[features.size()][0];
    this.codes = new int[features.size()][0];
    for (int i = 0; i < features.size(); i++) {
      texts.add(new ArrayList<>());
      places.add(new HashMap<>());
    }
  }

  void add(PartSchema schema, View view, long fromMs, long toMs) {
    int[] chosen = new int[view.rows()];
    int count = 0;
    for (int row = 0; row < view.rows(); row++) {
      long event = view.eventMs()[row];
      if (event >= fromMs && event < toMs && !view.repeat()[row]) {
        chosen[count++] = row;
      }
    }
    int size = rows + count;
    score = Arrays.copyOf(score, size);
    predicted = Arrays.copyOf(predicted, size);
    version = Arrays.copyOf(version, size);
    eventMs = Arrays.copyOf(eventMs, size);
    recordedMs = Arrays.copyOf(recordedMs, size);
    latency = Arrays.copyOf(latency, size);
    keys = Arrays.copyOf(keys, size);
    idHigh = Arrays.copyOf(idHigh, size);
    idLow = Arrays.copyOf(idLow, size);
    for (int i = 0; i < count; i++) {
      int row = chosen[i];
      int at = rows + i;
      score[at] = view.score()[row];
      predicted[at] = view.predicted()[row];
      version[at] = view.version()[row];
      eventMs[at] = view.eventMs()[row];
      recordedMs[at] = view.recordedMs()[row];
      latency[at] = view.latency()[row];
      keys[at] = view.key()[row];
      idHigh[at] = view.idHigh()[row];
      idLow[at] = view.idLow()[row];
    }
    for (int feature = 0; feature < features.size(); feature++) {
      addFeature(feature, column(schema, feature), view, chosen, count);
    }
    rows = size;
  }

  /** Where the feature is in the part; -1 when it is not there, or of another type. */
  private int column(PartSchema schema, int feature) {
    FeatureColumn wanted = features.get(feature);
    for (int column = 0; column < schema.size(); column++) {
      if (schema.features().get(column).name().equals(wanted.name())) {
        return schema.text(column) == text(feature) ? column : -1;
      }
    }
    return -1;
  }

  private boolean text(int feature) {
    return features.get(feature).type() == FeatureColumn.Type.STRING;
  }

  private void addFeature(int feature, int column, View view, int[] chosen, int count) {
    if (!text(feature)) {
      numbers[feature] = Arrays.copyOf(numbers[feature], rows + count);
      for (int i = 0; i < count; i++) {
        numbers[feature][rows + i] = column < 0 ? Double.NaN : view.numbers()[column][chosen[i]];
      }
      return;
    }
    codes[feature] = Arrays.copyOf(codes[feature], rows + count);
    int[] translated = column < 0 ? new int[0] : translate(feature, view.texts().get(column));
    for (int i = 0; i < count; i++) {
      int code = column < 0 ? -1 : view.codes()[column][chosen[i]];
      codes[feature][rows + i] = code < 0 ? -1 : translated[code];
    }
  }

  private int[] translate(int feature, List<String> partTexts) {
    int[] translated = new int[partTexts.size()];
    for (int code = 0; code < translated.length; code++) {
      List<String> known = texts.get(feature);
      translated[code] =
          places
              .get(feature)
              .computeIfAbsent(
                  partTexts.get(code),
                  text -> {
                    known.add(text);
                    return known.size() - 1;
                  });
    }
    return translated;
  }

  PredictionRows build() {
    List<Values> values = new ArrayList<>();
    for (int feature = 0; feature < features.size(); feature++) {
      values.add(
          text(feature)
              ? new Values.Texts(codes[feature], List.copyOf(texts.get(feature)))
              : new Values.Numbers(numbers[feature]));
    }
    return new PredictionRows(
        deployment,
        features.stream().map(FeatureColumn::name).toList(),
        values,
        score,
        predicted,
        version,
        eventMs,
        recordedMs,
        latency,
        keys,
        idHigh,
        idLow);
  }
}
