package io.noria.delivery;

import io.noria.base.Ref;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Policies, causes and decisions. Thread-safe. */
public interface TriggerStore {
  /** What sort of cause. */
  enum Kind {
    /** A new accepted data version. */
    DATA,
    /** A raised alert. */
    ALERT,
    /** A raised alert about revoked data: what the model learned from is other data now. */
    REVOKED
  }

  /**
   * Something that may start training.
   *
   * @param project whose
   * @param ref the data version or alert
   * @param kind which of them
   * @param eventTime when, in the data's world
   */
  record Cause(String project, Ref ref, Kind kind, Instant eventTime) {}

  /** Keeps the policy. */
  void put(TriggerPolicy policy);

  /** All policies, by project. */
  List<TriggerPolicy> policies();

  /** Keeps the cause; false when it was known already. */
  boolean add(Transaction tx, Cause cause);

  /** The project's causes that started nothing yet, oldest first, as the transaction sees them. */
  List<Cause> waiting(Transaction tx, String project);

  /** The project's causes that started nothing yet, oldest first. */
  List<Cause> waiting(String project);

  /** The newest data that started training. */
  Optional<Cause> newestTaken(Transaction tx, String project);

  /**
   * Keeps a decision; a fired one takes its causes.
   *
   * @param reason a stable word for the why: held decisions of one reason are one
   */
  void put(Transaction tx, TriggerDecision decision, String reason);

  /** Adds a cause to a decision. */
  void join(Transaction tx, String decisionId, Ref cause);

  /** The stable word of a decision's why. */
  Optional<String> reason(Transaction tx, String decisionId);

  /** Keeps what a fired decision started. */
  void submitted(Transaction tx, String decisionId, Ref pipelineRun);

  /** Keeps why a fired decision started nothing; its causes wait again. */
  void failed(Transaction tx, String decisionId, String problem);

  /** Fired decisions whose pipeline run is not recorded, oldest first. */
  List<TriggerDecision> unsubmitted();

  /** The project's decisions, newest first. */
  List<TriggerDecision> list(String project, int limit);

  /** The project's newest decision, or the newest that fired, as the transaction sees it. */
  Optional<TriggerDecision> latest(Transaction tx, String project, boolean firedOnly);

  /** The decision of the id. */
  Optional<TriggerDecision> find(String id);
}
