package io.noria.monitoring.window;

import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.serving.PredictionRows;
import io.noria.serving.ScoredModel;
import io.noria.serving.Values;
import io.noria.stats.Answers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows of the log, scored again. */
final class Rescored {
  private static final Logger LOG = LoggerFactory.getLogger(Rescored.class);

  private Rescored() {}

  /** The model's answers for the rows. */
  static Answers by(ScoredModel model, PredictionRows rows) {
    List<Values> columns = new ArrayList<>();
    for (FeatureColumn input : model.inputs()) {
      columns.add(rows.values(input.name()));
    }
    return model.score(columns);
  }

  /**
   * The probability of every class, of which the log has the predicted one's only: each row by the
   * version that answered it.
   *
   * @param models the versions
   * @return row after row; nothing when a version is gone or does not answer
   */
  static double[] probabilities(PredictionRows rows, int classes, IntFunction<ScoredModel> models) {
    double[] all = new double[rows.size() * classes];
    for (int version : Arrays.stream(rows.version()).distinct().toArray()) {
      int[] own =
          IntStream.range(0, rows.size()).filter(i -> rows.version()[i] == version).toArray();
      Answers answers = answers(rows, own, models, version);
      if (answers == null || answers.classes() != classes) {
        return new double[0];
      }
      for (int i = 0; i < own.length; i++) {
        System.arraycopy(answers.values(), i * classes, all, own[i] * classes, classes);
      }
    }
    return all;
  }

  private static @Nullable Answers answers(
      PredictionRows rows, int[] own, IntFunction<ScoredModel> models, int version) {
    try {
      ScoredModel model = models.apply(version);
      List<Values> columns = new ArrayList<>();
      for (FeatureColumn input : model.inputs()) {
        columns.add(take(rows.values(input.name()), own));
      }
      return model.score(columns);
    } catch (NoriaException | IllegalArgumentException e) {
      LOG.warn("window not-rescored version={} why={}", version, e.toString());
      return null;
    }
  }

  private static Values take(Values values, int[] rows) {
    return switch (values) {
      case Values.Numbers numbers ->
          new Values.Numbers(Arrays.stream(rows).mapToDouble(i -> numbers.values()[i]).toArray());
      case Values.Texts texts ->
          new Values.Texts(Arrays.stream(rows).map(i -> texts.codes()[i]).toArray(), texts.texts());
    };
  }
}
