package io.noria.delivery;

import io.noria.base.Ref;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decision to start training, or not to.
 *
 * @param id a UUIDv7
 * @param project the project's name
 * @param decision what was decided
 * @param why one plain sentence
 * @param causes alerts and dataset versions behind it
 * @param eventTime when, in the data's world
 * @param recordedAt when it was written down
 * @param actor who asked, or {@code noria}
 * @param pipelineRun the run that it started; null when held or not yet submitted
 */
public record TriggerDecision(
    String id,
    String project,
    Decision decision,
    String why,
    List<Ref> causes,
    Instant eventTime,
    Instant recordedAt,
    String actor,
    @Nullable Ref pipelineRun) {
  /** Copies. */
  public TriggerDecision {
    causes = List.copyOf(causes);
  }

  /** Its address. */
  public Ref ref() {
    return Ref.of(Ref.Kind.TRIGGER, id);
  }

  /** Whether training starts. */
  public enum Decision {
    /** Training starts. */
    FIRED,
    /** It does not, for the reason given; the causes wait for the next decision. */
    HELD
  }
}
