package io.noria.project.init;

import io.noria.project.init.ColumnLook.Text;
import io.noria.project.init.Decision.Kind;
import java.util.Locale;

/**
 * How models are judged.
 *
 * @param search the metric that decides between trials
 * @param metric the metric of gates and watches
 * @param bounded the metric that has a bound
 * @param bound it must reach
 * @param why the bound is what it is
 * @param level of the comparisons
 * @param drop of the watched metric that is an alert
 */
record Gates(
    String search,
    String metric,
    String bounded,
    double bound,
    String why,
    double level,
    double drop) {
  /** Fewer judging rows than this seldom prove anything at the usual level. */
  private static final long FEW_ROWS = 1000;

  /** Of what one column alone achieves a model must show at least this part. */
  private static final double PART = 0.8;

  static Gates of(Findings found) {
    double level = found.judging() < FEW_ROWS ? 0.8 : 0.95;
    return switch (found.target().task()) {
      case BINARY -> binary(found, level);
      case MULTICLASS -> multiclass(found, level);
      case REGRESSION -> regression(found, level);
    };
  }

  private static Gates binary(Findings found, double level) {
    double best = found.best(0.5);
    double bound = floor(Math.clamp(0.5 + PART * (best - 0.5), 0.52, 0.95));
    String why =
        "the best single column reaches an AUC of %s; %s is four fifths of the way from chance to it"
            .formatted(Shown.number(best), Shown.number(bound));
    return new Gates("auc", "auc", "auc", bound, why, level, 0.03);
  }

  private static Gates multiclass(Findings found, double level) {
    double common =
        found.target().classes().stream().mapToLong(Text::count).max().orElse(0)
            / (double) Math.max(1, found.target().labelled());
    double best = common + found.best(0) * (1 - common);
    if (common > 0.8) {
      return new Gates(
          "mlogloss",
          "f1_macro",
          "auc_macro",
          0.6,
          "%s of the rows are of one class, so accuracy judges nothing: every class counts alike"
              .formatted(Shown.percent(common)),
          level,
          0.05);
    }
    double bound = floor(common + PART * (best - common));
    String why =
        "always naming the commonest class is right in %s of the rows, the best single column in %s"
            .formatted(Shown.percent(common), Shown.percent(best));
    return new Gates("mlogloss", "accuracy", "accuracy", bound, why, level, 0.03);
  }

  private static Gates regression(Findings found, double level) {
    double best = found.best(0);
    double bound = floor(Math.max(0.01, PART * best));
    double spread = found.target().look().sampled().deviation();
    String why =
        "the best single column explains %s of the variance; a model must explain four fifths of that"
            .formatted(Shown.percent(best));
    double drop =
        Double.parseDouble(String.format(Locale.ROOT, "%.1e", Math.max(1e-9, spread / 10)));
    return new Gates("rmse", "rmse", "r2", bound, why, level, drop);
  }

  private static double floor(double value) {
    return Math.floor(value * 100) / 100;
  }

  /** What was decided. */
  Decision decision(Findings found) {
    String few =
        level < 0.9
            ? "; only about %s rows judge, so comparisons are made at a level of %s"
                .formatted(Shown.count(found.judging()), Shown.number(level))
            : "";
    return new Decision(
        "gates",
        Kind.GATE,
        "a model must reach %s %s and beat a linear baseline"
            .formatted(bounded, Shown.number(bound)),
        why + few,
        "gates in noria.yaml");
  }
}
