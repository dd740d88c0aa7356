package io.noria.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Draws the parameters of a search's trials: the same request gives the same trials. */
final class Trials {
  private static final Map<String, Double> SENSIBLE =
      Map.of(
          "max_depth", 6.0,
          "learning_rate", 0.1,
          "eta", 0.1,
          "subsample", 0.8,
          "colsample_bytree", 0.8,
          "min_child_weight", 5.0,
          "reg_lambda", 1.0,
          "lambda", 1.0,
          "gamma", 0.0);
  private static final int REDRAWS = 20;

  private Trials() {}

  /** The first has sensible values within the ranges, the others are drawn, without repeating. */
  static List<Map<String, String>> draw(SearchRequest request) {
    var random = new SplittableRandom(request.seed());
    Set<Map<String, String>> seen = new HashSet<>();
    List<Map<String, String>> trials = new ArrayList<>();
    for (int i = 0; i < request.trials(); i++) {
      Map<String, String> params = i == 0 ? sensible(request) : random(request, random);
      for (int again = 0; again < REDRAWS && !seen.add(params); again++) {
        params = random(request, random);
      }
      trials.add(params);
    }
    return List.copyOf(trials);
  }

  private static Map<String, String> sensible(SearchRequest request) {
    var params = base(request);
    request
        .space()
        .forEach((name, range) -> {
          Double wanted = SENSIBLE.get(name);
          double value =
              wanted == null
                  ? range.at(0.5)
                  : Math.max(range.low(), Math.min(range.high(), wanted));
          params.put(name, text(range, value));
        });
    return params;
  }

  private static Map<String, String> random(SearchRequest request, SplittableRandom random) {
    var params = base(request);
    // Sorted names: the draws must not depend on a map's order.
    new TreeMap<>(request.space())
        .forEach((name, range) -> params.put(name, text(range, range.at(random.nextDouble()))));
    return params;
  }

  private static Map<String, String> base(SearchRequest request) {
    var params = new TreeMap<String, String>();
    params.put("max_depth", "6");
    params.put("learning_rate", "0.1");
    params.put("seed", Long.toString(request.seed() & Integer.MAX_VALUE));
    return params;
  }

  private static String text(SearchRange range, double value) {
    // Four significant digits: what the pages show is what was used.
    return range.whole()
        ? Long.toString((long) value)
        : new java.math.BigDecimal(value)
            .round(new java.math.MathContext(4))
            .stripTrailingZeros()
            .toPlainString();
  }
}
