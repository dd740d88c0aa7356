package io.noria.delivery;

import io.noria.base.IdSource;
import io.noria.base.Ref;
import io.noria.delivery.TriggerDecision.Decision;
import io.noria.delivery.TriggerStore.Cause;
import io.noria.delivery.TriggerStore.Kind;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides about a project's waiting causes within one transaction. */
final class Decider {
  private final TriggerStore store;
  private final Transaction tx;
  private final IdSource ids;
  private final TriggerPolicy policy;

  Decider(TriggerStore store, Transaction tx, IdSource ids, TriggerPolicy policy) {
    this.store = store;
    this.tx = tx;
    this.ids = ids;
    this.policy = policy;
  }

  /**
   * Decides.
   *
   * @param now of event time
   * @param silenced alerts that do not count
   * @return empty when nothing waits
   */
  Optional<TriggerDecision> decide(Instant now, Set<Ref> silenced) {
    List<Cause> waiting =
        store.waiting(tx, policy.project()).stream()
            .filter(cause -> !silenced.contains(cause.ref()))
            .toList();
    List<Cause> data = of(waiting, Kind.DATA);
    List<Cause> alerts = of(waiting, Kind.ALERT);
    boolean revoked = !of(waiting, Kind.REVOKED).isEmpty();
    if (data.isEmpty() && alerts.isEmpty() && !revoked) {
      return Optional.empty();
    }
    if (data.isEmpty() && !revoked) {
      String newest =
          store
              .newestTaken(tx, policy.project())
              .map(cause -> "data newer than " + label(cause.ref()))
              .orElse("data");
      return Optional.of(
          held(
              "no-new-data",
              "%s; waiting for %s".formatted(counted(alerts), newest),
              now,
              waiting));
    }
    if (!policy.onNewData() && alerts.isEmpty() && !revoked) {
      return Optional.of(
          held(
              "no-alert",
              "new data " + labels(data) + "; new data alone does not start training",
              now,
              waiting));
    }
    Optional<TriggerDecision> last = store.latest(tx, policy.project(), true);
    if (last.isPresent()) {
      Instant until = last.get().eventTime().plus(policy.coolDown());
      if (now.isBefore(until)) {
        return Optional.of(
            held(
                "cool-down",
                "%s; training started %s, and again from %s on at the earliest"
                    .formatted(what(data, revoked), last.get().eventTime(), until),
                now,
                waiting));
      }
    }
    String why = what(data, revoked) + (alerts.isEmpty() ? "" : ", and " + counted(alerts));
    return Optional.of(decided(Decision.FIRED, "data", why, now, waiting));
  }

  /** One decision for as long as the reason stays; new causes join it. */
  private TriggerDecision held(String reason, String why, Instant now, List<Cause> causes) {
    Optional<TriggerDecision> last = store.latest(tx, policy.project(), false);
    if (last.isPresent()
        && last.get().decision() == Decision.HELD
        && store.reason(tx, last.get().id()).equals(Optional.of(reason))) {
      TriggerDecision standing = last.get();
      List<Ref> joined = new ArrayList<>(standing.causes());
      for (Cause cause : causes) {
        if (!joined.contains(cause.ref())) {
          store.join(tx, standing.id(), cause.ref());
          tx.link(cause.ref(), "caused", standing.ref());
          joined.add(cause.ref());
        }
      }
      return new TriggerDecision(
          standing.id(),
          standing.project(),
          standing.decision(),
          standing.why(),
          joined,
          standing.eventTime(),
          standing.recordedAt(),
          standing.actor(),
          null);
    }
    return decided(Decision.HELD, reason, why, now, causes);
  }

  private TriggerDecision decided(
      Decision decision, String reason, String why, Instant now, List<Cause> causes) {
    TriggerDecision made =
        new TriggerDecision(
            ids.uuid7(),
            policy.project(),
            decision,
            why,
            causes.stream().map(Cause::ref).toList(),
            now,
            tx.now(),
            tx.actor(),
            null);
    Triggers.record(store, tx, made, reason);
    return made;
  }

  private static List<Cause> of(List<Cause> causes, Kind kind) {
    return causes.stream().filter(cause -> cause.kind() == kind).toList();
  }

  private static String what(List<Cause> data, boolean revoked) {
    String fresh = data.isEmpty() ? "" : "new data " + labels(data);
    String gone = revoked ? "data that the live version learned from was revoked" : "";
    return fresh + (data.isEmpty() || !revoked ? "" : ", and ") + gone;
  }

  private static String counted(List<Cause> alerts) {
    return alerts.size() == 1 ? "an alert" : alerts.size() + " alerts";
  }

  private static String labels(List<Cause> data) {
    List<String> labels = data.stream().map(cause -> label(cause.ref())).toList();
    return labels.size() <= 3
        ? String.join(", ", labels)
        : labels.getFirst() + " to " + labels.getLast();
  }

  private static String label(Ref ref) {
    return ref.id().substring(ref.id().indexOf('@') + 1);
  }
}
