package io.noria.monitoring;

import io.noria.monitoring.window.Drifts;
import io.noria.registry.FeatureColumn;
import io.noria.serving.PredictionRows;
import io.noria.serving.Reference;
import io.noria.serving.ScoredModel;
import io.noria.serving.Serving;
import io.noria.serving.Values;
import io.noria.stats.Sample;
import io.noria.storage.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes windows with the columns behind them to a file that another statistics library can check
 * ({@code dist/src/test/python/stats_check.py}).
 */
public final class WindowEvidence {
  private WindowEvidence() {}

  /**
   * Writes the file.
   *
   * @param windows the windows to be checked
   */
  public static void write(Serving serving, List<Window> windows, Path out) throws IOException {
    List<Map<String, @Nullable Object>> drift = new ArrayList<>();
    List<Map<String, @Nullable Object>> performance = new ArrayList<>();
    for (Window window : windows) {
      PredictionRows rows =
          serving.predictions().rows(window.deployment(), window.from(), window.to());
      ScoredModel model = serving.models().load(window.model(), window.version());
      Reference reference = model.reference();
      for (ColumnDrift column : window.features()) {
        FeatureColumn input =
            model.inputs().stream()
                .filter(feature -> feature.name().equals(column.column()))
                .findFirst()
                .orElseThrow();
        Values expected = reference.values().get(reference.features().indexOf(column.column()));
        Sample left = Drifts.sample(input.type(), expected);
        Sample right = Drifts.sample(input.type(), rows.values(column.column()));
        boolean whole =
            input.type() == FeatureColumn.Type.LONG && left.missing() + right.missing() == 0;
        drift.add(figures(window, column, left, right, whole));
      }
      ColumnDrift score = window.prediction();
      if (score != null) {
        double[] scores =
            IntStream.range(0, rows.size())
                .filter(i -> rows.version()[i] == window.version())
                .mapToDouble(i -> rows.score()[i])
                .toArray();
        drift.add(
            figures(
                window, score, Sample.numbers(reference.score()), Sample.numbers(scores), false));
      }
      performance.add(served(window, rows, serving.labels().join(rows, window.closedAt())));
    }
    Files.writeString(out, Json.write(Map.of("drift", drift, "performance", performance)));
  }

  private static Map<String, @Nullable Object> figures(
      Window window, ColumnDrift column, Sample reference, Sample current, boolean whole) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("window", window.id());
    figures.put("column", column.column());
    figures.put("numeric", column.numeric());
    figures.put("integral", whole);
    figures.put("reference", values(reference));
    figures.put("current", values(current));
    figures.put("psi", column.psi());
    figures.put("ks_statistic", column.ksStatistic());
    figures.put("ks_p", column.ksP());
    return figures;
  }

  private static Object values(Sample sample) {
    return sample.dictionary().isEmpty()
        ? sample.numbers()
        : IntStream.of(sample.codes()).mapToObj(sample.dictionary()::get).toList();
  }

  private static Map<String, @Nullable Object> served(
      Window window, PredictionRows rows, double[] labels) {
    int[] known = IntStream.range(0, rows.size()).filter(i -> !Double.isNaN(labels[i])).toArray();
    Map<String, @Nullable Object> served = new LinkedHashMap<>();
    served.put("window", window.id());
    served.put("labels", IntStream.of(known).mapToObj(i -> (int) labels[i]).toList());
    served.put("scores", IntStream.of(known).mapToObj(i -> rows.score()[i]).toList());
    served.put("predicted", IntStream.of(known).mapToObj(i -> (int) rows.predicted()[i]).toList());
    served.put("metrics", window.served().metrics());
    return served;
  }
}
