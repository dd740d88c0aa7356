package io.noria.thread.why;

import io.noria.registry.BundleInfo;
import io.noria.serving.Labels;
import io.noria.serving.LoggedPrediction;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One sentence: what was asked, what was answered, what came true. */
public final class Summary {
  private Summary() {}

  /**
   * The sentence.
   *
   * @param info what the version predicts; null when it is not known any more
   */
  public static String of(
      LoggedPrediction prediction, List<Labels.RecordedLabel> labels, @Nullable BundleInfo info) {
    String asked = prediction.key() == null ? "" : " for " + prediction.key();
    return "%s answered %s%s at %s, by %s version %d; %s"
        .formatted(
            prediction.deployment(),
            answer(prediction, info),
            asked,
            prediction.eventTime(),
            prediction.model(),
            prediction.version(),
            truth(prediction, labels, info));
  }

  private static String answer(LoggedPrediction prediction, @Nullable BundleInfo info) {
    String label = label(prediction, info);
    if (info == null || info.objective() == BundleInfo.Objective.REGRESSION) {
      return label;
    }
    double score = prediction.score();
    boolean positive =
        info.objective() != BundleInfo.Objective.BINARY || prediction.predicted() == 1;
    return "%s = %s (probability %.2f)"
        .formatted(info.target(), label, positive ? score : 1 - score);
  }

  /** The predicted class as the target column has it, or the number. */
  public static String label(LoggedPrediction prediction, @Nullable BundleInfo info) {
    int place = (int) prediction.predicted();
    if (info != null && place >= 0 && place < info.classes().size()) {
      return info.classes().get(place);
    }
    double number = prediction.predicted();
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.5g", number);
  }

  private static String truth(
      LoggedPrediction prediction, List<Labels.RecordedLabel> labels, @Nullable BundleInfo info) {
    if (labels.isEmpty()) {
      return "what came true is not known yet";
    }
    String label = labels.getFirst().value();
    boolean regression = info == null || info.objective() == BundleInfo.Objective.REGRESSION;
    double came = number(label);
    if (regression) {
      return Double.isNaN(came)
          ? "%s came true".formatted(label)
          : "%s came true, %.5g %s"
              .formatted(
                  label,
                  Math.abs(came - prediction.predicted()),
                  came >= prediction.predicted() ? "more" : "less");
    }
    String predicted = label(prediction, info);
    boolean right = predicted.equals(label) || number(predicted) == came;
    return "%s came true: %s".formatted(label, right ? "right" : "wrong");
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
