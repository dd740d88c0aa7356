package io.noria.delivery;

/** What a gate or one of its checks says. Only {@link #PASS} promotes. */
public enum Outcome {
  /** The evidence is in favour. */
  PASS,
  /** The evidence is against. */
  FAIL,
  /** The evidence does not decide: the interval holds zero, or there are too few rows. */
  INCONCLUSIVE
}
