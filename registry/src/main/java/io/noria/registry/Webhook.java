package io.noria.registry;

import io.noria.tracking.WorkspaceName;
import java.time.Instant;
import java.util.List;

/**
 * An address that hears of changes in the registry.
 *
 * @param id its identifier
 * @param workspace of whose models it hears
 * @param name for people
 * @param url where to post
 * @param description for people; may be empty
 * @param events what it hears of
 * @param signed whether posts carry a signature; the secret itself is never told
 * @param active whether it hears of anything
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
public record Webhook(
    String id,
    WorkspaceName workspace,
    String name,
    String url,
    String description,
    List<WebhookEvent> events,
    boolean signed,
    boolean active,
    Instant createdAt,
    Instant updatedAt) {
  /** Copies. */
  public Webhook {
    events = List.copyOf(events);
  }
}
