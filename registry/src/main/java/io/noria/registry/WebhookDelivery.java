package io.noria.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one webhook.
 *
 * @param id the same with every attempt, so that the receiver knows it again
 * @param event what it tells of
 * @param state where it is
 * @param attempts how often it was sent
 * @param nextAt when it is sent next; meaningful while it waits
 * @param status the last answer's HTTP status; null when there was none
 * @param error what went wrong last; null when nothing did
 * @param createdAt when the change was made
 */
public record WebhookDelivery(
    String id,
    WebhookEvent event,
    State state,
    int attempts,
    Instant nextAt,
    @Nullable Integer status,
    @Nullable String error,
    Instant createdAt) {
  /** Where a delivery is. */
  public enum State {
    /** To be sent, for the first time or again. */
    WAITING,
    /** The receiver took it. */
    DELIVERED,
    /** Given up: the receiver refused it, or failed too often. */
    PARKED
  }
}
