package io.noria.base;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, published in the transaction that made it so and delivered to
 * subscribers at least once, in order of publication. Consumers are idempotent by the event's id.
 *
 * <p>{@code subject} is the record it is about; {@code eventTime} is when it happened in the world
 * of the data (null where only recorded time makes sense); {@code summary} is the sentence that the
 * pages show, in plain words with its numbers.
 */
public sealed interface Event {
  /** The record it is about. */
  Ref subject();

  /** When it happened in the data's world; null when the data has no say in it. */
  @Nullable Instant eventTime();

  /** One plain sentence with the numbers that matter. */
  String summary();

  /** The stable name on every wire: the record's simple name. */
  default String type() {
    return getClass().getSimpleName();
  }

  /** A version of a dataset passed its expectations. */
  record DatasetVersionAccepted(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String dataset,
      String version,
      long rows,
      String digest)
      implements Event {}

  /** A version of a dataset broke its expectations and was kept out. */
  record DatasetVersionRefused(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String dataset,
      String version,
      List<String> failures)
      implements Event {}

  /** An accepted version was withdrawn: it counts no longer. */
  record DatasetVersionRevoked(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String dataset,
      String version,
      String why)
      implements Event {}

  /** A revocation was taken back: the version counts again. */
  record DatasetVersionReinstated(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String dataset,
      String version,
      String why)
      implements Event {}

  /** A run was created. */
  record RunStarted(
      Ref subject, @Nullable Instant eventTime, String summary, String experimentId, String runId)
      implements Event {}

  /** A run reached a terminal status (FINISHED, FAILED, KILLED). */
  record RunEnded(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String experimentId,
      String runId,
      String status)
      implements Event {}

  /** A pipeline run was submitted. */
  record PipelineRunStarted(
      Ref subject, @Nullable Instant eventTime, String summary, String pipeline, String reason)
      implements Event {}

  /** A pipeline run reached a terminal state (SUCCEEDED, FAILED, CANCELLED). */
  record PipelineRunEnded(
      Ref subject, @Nullable Instant eventTime, String summary, String pipeline, String state)
      implements Event {}

  /** A model version was registered. */
  record ModelVersionRegistered(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String model,
      int version,
      @Nullable String runId)
      implements Event {}

  /**
   * A version's stage changed, an alias was pointed at it or taken from it, or it was deleted.
   *
   * @param what {@code stage} or {@code alias}
   * @param alias the alias's name; null for a stage
   * @param from the former stage, or the version the alias pointed at; null when there was none
   * @param to the new stage, or the version the alias points at now; null when the alias was
   *     dropped, or the version deleted
   */
  record ModelVersionMoved(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String model,
      int version,
      String what,
      @Nullable String alias,
      @Nullable String from,
      @Nullable String to,
      String why)
      implements Event {}

  /**
   * A registered model has another name from now on, with everything that it has.
   *
   * @param subject the model under its new name
   * @param from the former name
   * @param to the new name
   */
  record ModelRenamed(
      Ref subject, @Nullable Instant eventTime, String summary, String from, String to)
      implements Event {}

  /** A gate judged a version: PASS, FAIL or INCONCLUSIVE. */
  record VerdictRecorded(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String model,
      int version,
      String gate,
      String outcome)
      implements Event {}

  /** A deployment began to answer with another version. */
  record DeploymentSwapped(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String deployment,
      String model,
      @Nullable Integer fromVersion,
      int toVersion)
      implements Event {}

  /**
   * A version that takes over a deployment step by step began, took a step, was held or sent back,
   * or is the deployment's own now.
   *
   * @param state {@code running}, {@code paused}, {@code failed}, {@code aborted} or {@code
   *     finished}
   * @param share of the requests that it answers from here on, in percent
   */
  record CanaryMoved(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String deployment,
      String model,
      int version,
      String state,
      double share)
      implements Event {}

  /** Who answers a deployment's requests beside its own version, or listens, was set anew. */
  record TrafficDirected(
      Ref subject, @Nullable Instant eventTime, String summary, String deployment)
      implements Event {}

  /** A window of a deployment's predictions was scored. */
  record WindowScored(Ref subject, @Nullable Instant eventTime, String summary, String deployment)
      implements Event {}

  /** A watched value crossed its threshold. */
  record AlertRaised(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String deployment,
      String watch,
      @Nullable String column)
      implements Event {}

  /** A raised alert's value came back, or somebody closed it. */
  record AlertResolved(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String deployment,
      String watch,
      @Nullable String column)
      implements Event {}

  /** A trigger decided: started training (FIRED), or why it did not (HELD). */
  record TriggerDecided(
      Ref subject, @Nullable Instant eventTime, String summary, String project, String decision)
      implements Event {}

  /**
   * A comment was written, edited, deleted or restored.
   *
   * @param subject the record that the comment is about
   * @param comment the comment's id
   * @param change {@code written}, {@code edited}, {@code deleted} or {@code restored}
   * @param mentions names of the people it speaks to
   */
  record CommentChanged(
      Ref subject,
      @Nullable Instant eventTime,
      String summary,
      String comment,
      String change,
      List<String> mentions)
      implements Event {}
}
