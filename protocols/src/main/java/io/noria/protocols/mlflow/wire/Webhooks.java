package io.noria.protocols.mlflow.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about webhooks. */
public final class Webhooks {
  private Webhooks() {}

  /** What is heard of, in upper case. */
  public record Event(@Nullable String entity, @Nullable String action) {}

  /** A webhook; its secret is never told. */
  public record Webhook(
      String webhookId,
      String name,
      String url,
      List<Event> events,
      @Nullable String description,
      String status,
      long creationTimestamp,
      long lastUpdatedTimestamp) {}

  /** Answer of create, get and update. */
  public record One(Webhook webhook) {}

  /** Answer of list. */
  public record Some(@Nullable List<Webhook> webhooks, @Nullable String nextPageToken) {}

  /** create and update. */
  public record Change(
      @Nullable String name,
      @Nullable String url,
      @Nullable String description,
      @Nullable List<Event> events,
      @Nullable String secret,
      @Nullable String status) {}

  /** test. */
  public record Test(@Nullable Event event) {}

  /** What came of a test. */
  public record Result(
      boolean success,
      @Nullable Integer responseStatus,
      @Nullable String responseBody,
      @Nullable String errorMessage) {}

  /** Answer of test. */
  public record Tested(Result result) {}

  /** An event on its way; this call is ours alone. */
  public record Delivery(
      String deliveryId,
      Event event,
      String state,
      int attempts,
      @Nullable Long nextAttempt,
      @Nullable Integer responseStatus,
      @Nullable String errorMessage,
      long creationTimestamp) {}

  /** Answer of deliveries. */
  public record Deliveries(@Nullable List<Delivery> deliveries) {}
}
