package io.noria.serving;

import io.noria.registry.BundleInfo;
import io.noria.stats.Task;
import java.util.List;

/**
 * What a model predicts.
 *
 * @param name the target column
 * @param classes the classes as texts, the positive one last of two; empty for a regression
 * @param positive the positive class's text; empty for a regression and for many classes
 */
public record Target(String name, List<String> classes, String positive) {
  /** Copies. */
  public Target {
    classes = List.copyOf(classes);
  }

  /** What the bundle's file says. */
  public static Target of(BundleInfo info) {
    String positive = info.positiveLabel();
    return new Target(info.target(), info.classes(), positive == null ? "" : positive);
  }

  /** Whether a number is predicted. */
  public boolean regression() {
    return classes.isEmpty();
  }

  /** What is predicted, as far as metrics care. */
  public Task task() {
    return regression() ? Task.REGRESSION : classes.size() == 2 ? Task.BINARY : Task.MULTICLASS;
  }

  /**
   * What came true as a number: 1 for the positive class and 0 for the other, the class's place of
   * many, the number of a regression; NaN when the text is none of these. Numbers are the same
   * however they are written: {@code 1} is {@code 1.0}.
   */
  public double number(String label) {
    if (regression()) {
      double number = parse(label);
      return Double.isFinite(number) ? number : Double.NaN;
    }
    int place = classes.indexOf(label);
    for (int i = 0; place < 0 && i < classes.size(); i++) {
      if (parse(label) == parse(classes.get(i))) {
        place = i;
      }
    }
    if (place < 0) {
      return Double.NaN;
    }
    return classes.size() == 2 ? (classes.get(place).equals(positive) ? 1 : 0) : place;
  }

  /** The class at the place as text; of two classes 1 is the positive one. */
  public String label(int place) {
    return classes.get(place);
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
