package io.noria.tracking.curve;

import java.util.ArrayList;
import java.util.List;

/** Thins a curve by the rank of its points, looking only into the pieces that hold what is kept. */
public final class Sampling {
  private Sampling() {}

  /**
   * The points cut into {@code most} groups of equal size (the first ones a point larger when it
   * does not come out even), of each group its first, but of the last its last: MLflow's way.
   *
   * @param pieces the curve
   * @param most points to keep, at least 1; all when there are no more
   */
  public static List<Points> evenly(List<Piece> pieces, int most) {
    long total = pieces.stream().mapToLong(piece -> piece.summary().points()).sum();
    long groups = Math.min(most, total);
    List<Points> kept = new ArrayList<>();
    long passed = 0;
    long group = 0;
    for (Piece piece : pieces) {
      long end = passed + piece.summary().points();
      long rank = rank(group, groups, total);
      if (group < groups && rank < end) {
        Points points = piece.points();
        if (groups == total) {
          kept.add(points);
          group += points.count();
          passed = end;
          continue;
        }
        while (group < groups && rank < end) {
          int at = (int) (rank - passed);
          kept.add(points.slice(at, at + 1));
          rank = rank(++group, groups, total);
        }
      }
      passed = end;
    }
    return kept;
  }

  private static long rank(long group, long groups, long total) {
    if (group >= groups - 1) {
      return total - 1;
    }
    return group * (total / groups) + Math.min(group, total % groups);
  }
}
