package io.noria.serving.deployment;

import io.noria.serving.Canary;
import io.noria.serving.Canary.Figures;
import io.noria.serving.CanaryPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what becomes of a canary by its figures and the time. Pure. */
final class CanaryJudge {
  private CanaryJudge() {}

  /** What is due. */
  enum Due {
    /** Nothing yet. */
    WAIT,
    /** The next step. */
    NEXT,
    /** It has passed the last step. */
    FINISH
  }

  /**
   * Why a guard sends it back; null when none does. Judged as soon as enough requests were seen.
   */
  static @Nullable String broken(Canary canary, Figures own, Figures base) {
    CanaryPlan.Guards guards = canary.plan().guards();
    if (own.requests() == 0 || own.requests() < guards.minRequests()) {
      return null;
    }
    Double most = guards.maxErrorRate();
    double more = own.errorRate() - base.errorRate();
    if (most != null && more > most) {
      return String.format(
          Locale.ROOT,
          "%d of %d requests failed (%.2f %%), of version %d meanwhile %d of %d (%.2f %%):"
              + " more than %s apart",
          own.failed(),
          own.requests(),
          100 * own.errorRate(),
          canary.baseVersion(),
          base.failed(),
          base.requests(),
          100 * base.errorRate(),
          percent(most));
    }
    Double ratio = guards.maxP99Ratio();
    Duration slow = own.p99();
    Duration usual = base.p99();
    if (ratio != null
        && slow != null
        && usual != null
        && base.requests() >= guards.minRequests()
        && slow.toNanos() > ratio * usual.toNanos()) {
      return String.format(
          Locale.ROOT,
          "99 of 100 requests took up to %.3f ms, of version %d meanwhile %.3f ms: more than %s"
              + " times",
          slow.toNanos() / 1e6,
          canary.baseVersion(),
          usual.toNanos() / 1e6,
          ratio);
    }
    return null;
  }

  /** What is due by the time and the requests seen. */
  static Due due(Canary canary, Figures own, Instant now) {
    CanaryPlan plan = canary.plan();
    boolean over = !now.isBefore(canary.stepSince().plus(plan.every()));
    if (canary.state() != Canary.State.RUNNING
        || !over
        || own.requests() < plan.guards().minRequests()) {
      return Due.WAIT;
    }
    return canary.step() + 1 < plan.steps().size() ? Due.NEXT : Due.FINISH;
  }

  /** A share as people write it. */
  static String percent(double share) {
    double percent = Math.rint(share * 1e8) / 1e6;
    return (percent == Math.rint(percent) ? Long.toString((long) percent) : percent + "") + " %";
  }
}
