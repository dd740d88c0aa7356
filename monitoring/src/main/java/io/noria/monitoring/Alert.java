package io.noria.monitoring;

import io.noria.base.Ref;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A watched value beyond its threshold. There is at most one open alert per deployment, watch and
 * column; while it lasts, further windows are added to its history.
 *
 * @param id a UUIDv7
 * @param deployment the deployment's name
 * @param watch {@code features}, {@code prediction}, {@code performance} or {@link #REVOKED_DATA}
 * @param column the feature, {@code score}, the metric, or the data version
 * @param state whether it lasts
 * @param version the model version that served when it was raised
 * @param value the value at the latest change
 * @param threshold what it was compared with
 * @param raisedAt event time
 * @param resolvedAt event time; null while it is open
 * @param silencedUntil event time until which it starts nothing; null when it is not silenced
 * @param summary one plain sentence with the numbers
 * @param history every window that said something about it, and what people did, oldest first
 */
public record Alert(
    String id,
    String deployment,
    String watch,
    String column,
    State state,
    int version,
    double value,
    double threshold,
    Instant raisedAt,
    @Nullable Instant resolvedAt,
    @Nullable Instant silencedUntil,
    String summary,
    List<Change> history) {
  /** The watch of alerts about a live version that was trained on data withdrawn since. */
  public static final String REVOKED_DATA = "revoked data";

  /** Copies. */
  public Alert {
    history = List.copyOf(history);
  }

  /** Its address. */
  public Ref ref() {
    return Ref.of(Ref.Kind.ALERT, id);
  }

  /** Whether an alert lasts. */
  public enum State {
    /** The value is beyond its threshold. */
    OPEN,
    /** It came back, the version changed, or somebody closed it. */
    RESOLVED
  }

  /**
   * One step of an alert's life.
   *
   * @param what {@code raised}, {@code kept}, {@code resolved} or {@code silenced}
   * @param eventTime when, in the data's world
   * @param recordedAt when it was written down
   * @param windowId the window that said so; null for a person's doing
   * @param value the watched value then; null for a person's doing
   * @param who the person or {@code noria}
   * @param why what was said
   */
  public record Change(
      String what,
      Instant eventTime,
      Instant recordedAt,
      @Nullable String windowId,
      @Nullable Double value,
      String who,
      String why) {}
}
