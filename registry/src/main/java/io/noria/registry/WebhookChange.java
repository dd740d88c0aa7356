package io.noria.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A new webhook, or what changes of one; what is null stays as it is (of a new one: has its
 * default).
 *
 * @param name 1 to 63 letters, digits, dots, underscores and hyphens, the first and last a letter
 *     or digit
 * @param url where to post
 * @param description for people
 * @param events what it hears of
 * @param secret the key of the signatures; empty for none
 * @param active whether it hears of anything
 */
public record WebhookChange(
    @Nullable String name,
    @Nullable String url,
    @Nullable String description,
    @Nullable List<WebhookEvent> events,
    @Nullable String secret,
    @Nullable Boolean active) {
  /** Copies. */
  public WebhookChange {
    events = events == null ? null : List.copyOf(events);
  }
}
