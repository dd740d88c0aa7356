package io.noria.tracking.curve;

import java.util.function.Supplier;

/**
 * A stretch of a curve: what is known of it, and its points for who needs them. The pieces of a
 * curve come in order and do not overlap.
 */
public final class Piece {
  private final Summary summary;
  private final Supplier<Points> points;

  private Piece(Summary summary, Supplier<Points> points) {
    this.summary = summary;
    this.points = points;
  }

  /** A stretch whose points are fetched each time they are asked for. */
  public static Piece of(Summary summary, Supplier<Points> points) {
    return new Piece(summary, points);
  }

  /** A stretch that is at hand; at least one point. */
  public static Piece of(Points points) {
    return new Piece(Summary.of(points), () -> points);
  }

  /** What is known of it. */
  public Summary summary() {
    return summary;
  }

  /** Its points. */
  public Points points() {
    return points.get();
  }
}
