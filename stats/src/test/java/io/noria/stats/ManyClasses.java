package io.noria.stats;

import java.util.Map;
import java.util.Objects;

/** The rows of many classes that {@code make_goldens.py} makes for {@code multiclass.csv}. */
record ManyClasses(double[] actual, Answers answers) {
  static ManyClasses of(Map<String, String> recipe) {
    return of(
        Golden.whole(recipe, "seed"),
        Golden.whole(recipe, "n"),
        Golden.whole(recipe, "k"),
        Objects.requireNonNull(recipe.get("kind")));
  }

  static ManyClasses of(long seed, int n, int k, String kind) {
    double[] u = Golden.uniform(seed, n * (k + 1));
    double[] p = new double[n * k];
    double[] actual = new double[n];
    for (int i = 0; i < n; i++) {
      double largest = 0;
      for (int c = 0; c < k; c++) {
        double weight = 0.05 + u[i * k + c];
        weight = kind.equals("tied") ? Math.floor(weight * 4) + 1 : weight;
        p[i * k + c] = kind.equals("rare") && c == 1 ? weight / 50 : weight;
        largest = Math.max(largest, p[i * k + c]);
      }
      double sum = 0;
      for (int c = 0; c < k; c++) {
        if (kind.equals("sure")) {
          p[i * k + c] = p[i * k + c] == largest ? 1 : 0;
        }
        sum += p[i * k + c];
      }
      for (int c = 0; c < k; c++) {
        p[i * k + c] /= sum;
      }
      double chance = u[n * k + i];
      actual[i] =
          chance * 7 % 1 < 0.6
              ? Answers.likeliest(p, i * k, k)
              : Math.min((int) (chance * k), k - 1);
    }
    return new ManyClasses(actual, Answers.multiclass(p, k));
  }
}
