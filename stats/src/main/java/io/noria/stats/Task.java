package io.noria.stats;

/** What a model predicts, as far as metrics care. */
public enum Task {
  /** One of two classes, by the positive one's probability. */
  BINARY,
  /** One of three or more classes, by a probability for each. */
  MULTICLASS,
  /** A number. */
  REGRESSION
}
