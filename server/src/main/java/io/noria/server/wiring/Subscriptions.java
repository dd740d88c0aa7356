package io.noria.server.wiring;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.collaboration.Collaboration;
import io.noria.serving.Serving;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.outbox.Parked;
import io.noria.thread.impact.Revocations;
import java.util.List;
import java.util.Set;

/** Who hears of what: the events that lower areas publish for upper ones. */
public final class Subscriptions {
  private Subscriptions() {}

  /** What tracking hears; call before the outbox starts, as the others. */
  public static void ofTracking(Outbox outbox, Collaboration collaboration) {
    outbox.subscribe(
        "collaboration",
        Set.of(Event.ModelRenamed.class),
        published -> {
          if (published.event() instanceof Event.ModelRenamed renamed) {
            collaboration.renamed(renamed.from(), renamed.to());
          }
        });
  }

  /** What serving hears. */
  public static void ofServing(Outbox outbox, Serving serving) {
    outbox.subscribe(
        "serving",
        Set.of(Event.ModelVersionMoved.class),
        published -> {
          if (published.event() instanceof Event.ModelVersionMoved moved) {
            serving.deployments().refresh(moved.model(), moved.summary(), moved.eventTime());
          }
        });
  }

  /** What pipelines hear; the triggers subscribe by themselves. */
  public static void ofPipelines(Outbox outbox, Revocations revocations) {
    outbox.subscribe(
        "thread.revocations",
        Set.of(Event.DeploymentSwapped.class),
        published -> {
          if (published.event() instanceof Event.DeploymentSwapped swapped) {
            revocations.settle(swapped.deployment(), swapped.eventTime());
          }
        });
  }

  /** Throws when a subscriber gave up on an event. */
  public static void check(Outbox outbox) {
    List<Parked> parked = outbox.parked();
    if (!parked.isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          parked.size() + " events could not be handled, the first: " + parked.getFirst());
    }
  }
}
