package io.noria.training.child;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function by limited-memory BFGS (Liu and Nocedal 1989) with a line
 * search for the weak Wolfe conditions by bisection (Lewis and Overton 2013). Deterministic.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final double DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int MOST_STEPS = 40;

  private Lbfgs() {}

  /** A function with its gradient. */
  interface Function {
    /** The value at the point; the gradient is laid into the array. */
    double at(double[] point, double[] gradient);
  }

  /** A step taken, and how the gradient changed with it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Pair(double[] step, double[] change, double product) {}

  /**
   * Moves the point to the minimum.
   *
   * @param point where to begin; where it ends
   * @param tolerance it has arrived when no part of the gradient is larger
   * @param most iterations at most
   * @return how many iterations it took
   */
  static int minimise(Function function, double[] point, double tolerance, int most) {
    int size = point.length;
    Deque<Pair> memory = new ArrayDeque<>();
    double[] gradient = new double[size];
    double[] next = new double[size];
    double[] nextGradient = new double[size];
    double value = function.at(point, gradient);
    for (int iteration = 0; iteration < most; iteration++) {
      if (largest(gradient) <= tolerance) {
        return iteration;
      }
      double[] direction = direction(memory, gradient);
      double slope = dot(direction, gradient);
      if (!(slope < 0)) {
        memory.clear();
        direction = negative(gradient);
        slope = dot(direction, gradient);
      }
      double length = memory.isEmpty() ? Math.min(1, 1 / norm(gradient)) : 1;
      double reached =
          search(function, new Line(point, value, direction, slope, length), next, nextGradient);
      if (Double.isNaN(reached)) {
        // No step makes it smaller: as far as the numbers' precision goes.
        return iteration;
      }
      remember(memory, point, next, gradient, nextGradient);
      System.arraycopy(next, 0, point, 0, size);
      System.arraycopy(nextGradient, 0, gradient, 0, size);
      value = reached;
    }
    return most;
  }

  /** Where a line search begins. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Line(
      double[] from, double value, double[] direction, double slope, double length) {}

  /** The value at the point found; NaN when none is better. */
  private static double search(Function function, Line line, double[] next, double[] nextGradient) {
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double length = line.length();
    for (int i = 0; i < MOST_STEPS; i++) {
      for (int k = 0; k < next.length; k++) {
        next[k] = line.from()[k] + length * line.direction()[k];
      }
      double value = function.at(next, nextGradient);
      if (!(value <= line.value() + DECREASE * length * line.slope())) {
        high = length;
      } else if (dot(nextGradient, line.direction()) < CURVATURE * line.slope()) {
        low = length;
      } else {
        return value;
      }
      length = Double.isInfinite(high) ? 2 * low : (low + high) / 2;
    }
    return Double.NaN;
  }

  private static void remember(
      Deque<Pair> memory, double[] from, double[] to, double[] before, double[] after) {
    double[] step = new double[from.length];
    double[] change = new double[from.length];
    for (int k = 0; k < step.length; k++) {
      step[k] = to[k] - from[k];
      change[k] = after[k] - before[k];
    }
    double product = dot(step, change);
    if (product > 1e-18 * dot(change, change)) {
      if (memory.size() == MEMORY) {
        memory.removeFirst();
      }
      memory.addLast(new Pair(step, change, product));
    }
  }

  /** The two-loop recursion. */
  private static double[] direction(Deque<Pair> memory, double[] gradient) {
    double[] direction = negative(gradient);
    if (memory.isEmpty()) {
      return direction;
    }
    double[] weights = new double[memory.size()];
    int at = weights.length;
    for (Iterator<Pair> newest = memory.descendingIterator(); newest.hasNext(); ) {
      Pair pair = newest.next();
      double weight = dot(pair.step(), direction) / pair.product();
      weights[--at] = weight;
      add(direction, -weight, pair.change());
    }
    Pair last = memory.getLast();
    double scale = last.product() / dot(last.change(), last.change());
    for (int k = 0; k < direction.length; k++) {
      direction[k] *= scale;
    }
    for (Pair pair : memory) {
      double weight = dot(pair.change(), direction) / pair.product();
      add(direction, weights[at++] - weight, pair.step());
    }
    return direction;
  }

  private static double[] negative(double[] vector) {
    double[] negative = new double[vector.length];
    Arrays.setAll(negative, k -> -vector[k]);
    return negative;
  }

  private static void add(double[] to, double factor, double[] vector) {
    for (int k = 0; k < to.length; k++) {
      to[k] += factor * vector[k];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double norm(double[] vector) {
    return Math.max(Double.MIN_NORMAL, Math.sqrt(dot(vector, vector)));
  }

  private static double largest(double[] vector) {
    double largest = 0;
    for (double part : vector) {
      largest = Math.max(largest, Math.abs(part));
    }
    return largest;
  }
}
