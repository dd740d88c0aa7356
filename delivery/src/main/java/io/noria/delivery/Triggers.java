package io.noria.delivery;

import io.noria.base.Ref;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides when a project trains again. Every decision is recorded, with the event TriggerDecided
 * and the edges {@code cause -caused-> trigger} and {@code trigger -started-> pipeline_run}.
 * Thread-safe.
 *
 * <p>Alerts and accepted dataset versions reach it as events; each counts once. New data fires at
 * once, unless the last training started less than the cool-down before (in event time). An alert
 * without data newer than the last training's is held, and rides along with the next data.
 */
public interface Triggers {
  /** Sets the project's policy; the same again changes nothing. */
  void policy(TriggerPolicy policy);

  /** The project's policy, if it has one. */
  Optional<TriggerPolicy> policy(String project);

  /**
   * Opens a batch: until it is closed, data versions of the project that are accepted are collected
   * without a decision, so that several arriving together turn the wheel once.
   */
  Batch batch(String project);

  /** Turns the wheel because a person asked; the cool-down does not apply. */
  TriggerDecision turn(String project, String why, Instant eventTime);

  /** The project's decisions, newest first. */
  List<TriggerDecision> decisions(String project, int limit);

  /**
   * One decision.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND
   */
  TriggerDecision decision(String id);

  /** Data versions arriving together. Closing it without {@link #arrived} decides nothing. */
  interface Batch extends AutoCloseable {
    /**
     * Decides once for these versions and whatever else waits; empty when nothing is new.
     *
     * @param datasetVersions what was accepted, oldest first
     * @param eventTime when, in the data's world
     */
    Optional<TriggerDecision> arrived(List<Ref> datasetVersions, Instant eventTime);

    @Override
    void close();
  }
}
