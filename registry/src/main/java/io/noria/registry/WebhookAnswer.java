package io.noria.registry;

import org.jspecify.annotations.Nullable;

/**
 * What came of one post.
 *
 * @param status the answer's HTTP status; null when there was none
 * @param body the answer's text, cut after 64 KiB; null when there was none
 * @param retryAfterSeconds how long the receiver asks to wait; 0 when it does not say
 * @param error why there was no answer; null when there was one
 */
public record WebhookAnswer(
    @Nullable Integer status,
    @Nullable String body,
    long retryAfterSeconds,
    @Nullable String error) {
  /** No answer. */
  public static WebhookAnswer failed(String error) {
    return new WebhookAnswer(null, null, 0, error);
  }

  /** Whether the receiver took it. */
  public boolean taken() {
    return status != null && status >= 200 && status < 300;
  }

  /** Whether it is worth sending again: nobody answered, or with 408, 429 or a 5xx. */
  public boolean repeatable() {
    return status == null || status == 408 || status == 429 || status >= 500;
  }
}
