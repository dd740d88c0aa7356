package io.noria.serving;

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

  /** Whether a number is predicted. */
  public boolean regression() {
    return classes.isEmpty();
  }
}
