package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.protocols.mlflow.wire.Webhooks;
import io.noria.registry.Webhook;
import io.noria.registry.WebhookAnswer;
import io.noria.registry.WebhookChange;
import io.noria.registry.WebhookDelivery;
import io.noria.registry.WebhookEvent;
import io.noria.registry.WebhookStore;
import io.noria.tracking.Limits;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The calls about webhooks. */
final class WebhookCalls {
  private final WebhookStore webhooks;

  WebhookCalls(WebhookStore webhooks) {
    this.webhooks = webhooks;
  }

  void addTo(MlflowRoutes routes) {
    routes.post("webhooks", this::create);
    routes.get("webhooks", this::list);
    routes.get("webhooks/{webhook}", x -> answer(x, webhooks.get(x.path("webhook"))));
    routes.patch("webhooks/{webhook}", this::update);
    routes.delete("webhooks/{webhook}", this::delete);
    routes.post("webhooks/{webhook}/test", this::test);
    routes.get("webhooks/{webhook}/deliveries", this::deliveries);
  }

  private static void answer(Exchange x, Webhook webhook) {
    MlflowJson.send(x, new Webhooks.One(wire(webhook)));
  }

  private static Webhooks.Webhook wire(Webhook webhook) {
    return new Webhooks.Webhook(
        webhook.id(),
        webhook.name(),
        webhook.url(),
        webhook.events().stream().map(WebhookCalls::wire).toList(),
        webhook.description().isEmpty() ? null : webhook.description(),
        webhook.active() ? "ACTIVE" : "DISABLED",
        webhook.createdAt().toEpochMilli(),
        webhook.updatedAt().toEpochMilli());
  }

  private static Webhooks.Event wire(WebhookEvent event) {
    return new Webhooks.Event(
        event.entity().toUpperCase(Locale.ROOT), event.action().toUpperCase(Locale.ROOT));
  }

  private static WebhookEvent event(Webhooks.@Nullable Event event) {
    Webhooks.Event given = required("event", event);
    String entity = required("event entity", given.entity());
    String action = required("event action", given.action());
    return WebhookEvent.of(entity, action)
        .orElseThrow(() ->
            NoriaException.invalid(
                "event: '"
                    + Limits.shown(entity)
                    + "."
                    + Limits.shown(action)
                    + "' (expected: one of "
                    + List.of(WebhookEvent.values())
                    + ")"));
  }

  /** What is empty counts as not given, but for a description and a secret. */
  private static WebhookChange change(Webhooks.Change asked, boolean fresh) {
    List<Webhooks.Event> events = asked.events();
    List<WebhookEvent> heard = null;
    if (events != null && (fresh || !events.isEmpty())) {
      heard = events.stream().map(WebhookCalls::event).toList();
    }
    return new WebhookChange(
        given(asked.name()),
        given(asked.url()),
        asked.description(),
        heard,
        asked.secret(),
        active(asked.status()));
  }

  private static @Nullable String given(@Nullable String text) {
    return orEmpty(text).isEmpty() ? null : text;
  }

  private static @Nullable Boolean active(@Nullable String status) {
    return switch (orEmpty(status)) {
      case "" -> null;
      case "ACTIVE" -> true;
      case "DISABLED" -> false;
      default ->
          throw NoriaException.invalid(
              "status: '" + Limits.shown(orEmpty(status)) + "' (expected: ACTIVE or DISABLED)");
    };
  }

  private void create(Exchange x) {
    answer(x, webhooks.create(change(MlflowJson.read(x, Webhooks.Change.class), true)));
  }

  private void list(Exchange x) {
    Page<Webhook> page =
        webhooks.list(
            x.query().number("max_results", 100, Integer.MIN_VALUE, Integer.MAX_VALUE),
            x.query().orNull("page_token"));
    MlflowJson.send(
        x,
        new Webhooks.Some(
            some(page.items().stream().map(WebhookCalls::wire).toList()), page.nextToken()));
  }

  private void update(Exchange x) {
    WebhookChange change = change(MlflowJson.read(x, Webhooks.Change.class), false);
    answer(x, webhooks.update(x.path("webhook"), change));
  }

  private void delete(Exchange x) {
    webhooks.delete(x.path("webhook"));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void test(Exchange x) {
    Webhooks.Test asked = MlflowJson.read(x, Webhooks.Test.class);
    WebhookEvent event = asked.event() == null ? null : event(asked.event());
    WebhookAnswer answer = webhooks.test(x.path("webhook"), event);
    Integer status = answer.status();
    MlflowJson.send(
        x,
        new Webhooks.Tested(
            new Webhooks.Result(
                status != null && status < 400, status, answer.body(), answer.error())));
  }

  private void deliveries(Exchange x) {
    int limit = x.query().number("max_results", 100, 1, 1000);
    MlflowJson.send(
        x,
        new Webhooks.Deliveries(
            some(
                webhooks.deliveries(x.path("webhook"), limit).stream()
                    .map(WebhookCalls::wire)
                    .toList())));
  }

  private static Webhooks.Delivery wire(WebhookDelivery delivery) {
    boolean waits = delivery.state() == WebhookDelivery.State.WAITING;
    return new Webhooks.Delivery(
        delivery.id(),
        wire(delivery.event()),
        delivery.state().name(),
        delivery.attempts(),
        waits ? delivery.nextAt().toEpochMilli() : null,
        delivery.status(),
        delivery.error(),
        delivery.createdAt().toEpochMilli());
  }
}
