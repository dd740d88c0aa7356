package io.noria.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A version that takes over a deployment step by step, or did, or was sent back.
 *
 * @param id its own name
 * @param deployment whose requests it answers
 * @param plan how
 * @param version the version that the plan's reference named when it began
 * @param baseModel the model of the deployment's own version then
 * @param baseVersion the deployment's own version then, which it is compared with
 * @param state how it stands
 * @param step the place of the step in the plan that it is at, or ended at
 * @param stepSince when that step began, or was taken up again
 * @param why the last change, in words
 * @param createdAt when it began
 * @param createdBy who began it
 * @param updatedAt when it last changed
 * @param canary what the version did in the step, on all servers
 * @param base what the deployment's own version did meanwhile
 */
public record Canary(
    String id,
    String deployment,
    CanaryPlan plan,
    int version,
    String baseModel,
    int baseVersion,
    State state,
    int step,
    Instant stepSince,
    String why,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    Figures canary,
    Figures base) {
  /** How a canary stands. */
  public enum State {
    /** It answers its step's share, and goes on by itself. */
    RUNNING,
    /** It answers its step's share and stays there; guards go on looking. */
    PAUSED,
    /** A guard sent it back. */
    FAILED,
    /** Somebody sent it back, or the deployment changed under it. */
    ABORTED,
    /** It is the deployment's own version. */
    FINISHED;

    /** Lower case: the form in rows and on wires. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it answers a share. */
    public boolean underWay() {
      return this == RUNNING || this == PAUSED;
    }
  }

  /**
   * What a version did in one step.
   *
   * @param answered requests
   * @param failed requests refused or failed
   * @param p99 all but a hundredth of the answered were quicker; null without any
   */
  public record Figures(long answered, long failed, @Nullable Duration p99) {
    /** Nothing yet. */
    public static final Figures NONE = new Figures(0, 0, null);

    /** All requests. */
    public long requests() {
      return answered + failed;
    }

    /** Failed of all; 0 without any. */
    public double errorRate() {
      return requests() == 0 ? 0 : (double) failed / requests();
    }
  }

  /** The share that it answers now in percent; 0 when it is over. */
  public double share() {
    return state.underWay() ? plan.steps().get(step) : 0;
  }

  /** As it stands, with these figures. */
  public Canary withFigures(Figures own, Figures compared) {
    return new Canary(
        id,
        deployment,
        plan,
        version,
        baseModel,
        baseVersion,
        state,
        step,
        stepSince,
        why,
        createdAt,
        createdBy,
        updatedAt,
        own,
        compared);
  }
}
