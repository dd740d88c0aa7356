package io.noria.serving.deployment;

import io.noria.serving.Rule;
import io.noria.serving.ShadowFigures;
import io.noria.serving.Variant;
import io.noria.serving.VariantState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a change of traffic means, in a sentence. */
final class TrafficWords {
  private TrafficWords() {}

  /**
   * Who answers now, and how shadows compared that listen no more.
   *
   * @param former as it stood
   */
  static String of(List<VariantState> former, List<Variant> variants, List<Rule> rules) {
    List<String> parts = new ArrayList<>();
    double share = 100;
    for (Variant variant : variants) {
      String who = variant.name() + " (" + variant.model() + " " + variant.follow() + ")";
      if (variant.shadow()) {
        parts.add(who + " listens to " + number(variant.share()) + " %");
      } else {
        share -= variant.share();
        parts.add(who + " answers " + number(variant.share()) + " %");
      }
    }
    parts.addFirst("its own version answers " + number(Math.max(0, share)) + " % of the requests");
    if (!rules.isEmpty()) {
      parts.add(rules.size() + (rules.size() == 1 ? " rule" : " rules") + " before shares");
    }
    StringBuilder text = new StringBuilder(String.join(", ", parts));
    for (VariantState state : former) {
      ShadowFigures figures = state.shadow();
      if (figures != null && figures.rows() > 0 && !variants.contains(state.variant())) {
        text.append(
            String.format(
                Locale.ROOT,
                "; %s listened to %,d rows: %.1f %% answered the same, mean difference %.4f",
                state.variant().name(),
                figures.rows(),
                100.0 * figures.same() / figures.rows(),
                figures.meanDifference()));
      }
    }
    return text.toString();
  }

  private static String number(double percent) {
    return percent == Math.rint(percent)
        ? Long.toString((long) percent)
        : String.format(Locale.ROOT, "%.2f", percent);
  }
}
